import { compiled, CONTEXT } from './compiled.ts';
const L = (itemId: string, categories: string[], quantity: number, unitPrice: number, grams?: number) => ({ lineId: itemId, itemId, categories, quantity, unitPrice, gross: quantity * unitPrice, promotable: true, ...(grams ? { grams } : {}) });
const lines = [L('e', ['y'], 3, 1)];
const promotions = [
   {"id": "p1", "family": "bulk", "groups": [{"id": "g", "match": {"categories": ["y"]}, "quantity": 1}], "tiers": [{"quantity": 1, "discount": {"amount": 20, "per": "set"}}, {"quantity": 2, "discount": {"amount": 1, "per": "unit"}}]},
   {"id": "p2", "family": "spread", "groups": [{"id": "buy", "match": {"categories": ["y"]}, "quantity": 1}, {"id": "get", "match": {"categories": ["y"]}, "quantity": 2}], "split": "proportional", "discount": {"amount": 1, "per": "unit"}}
];
console.log(JSON.stringify(compiled(promotions as never).evaluate(lines, CONTEXT)));
