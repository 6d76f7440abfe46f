import { compiled, CONTEXT } from './compiled.ts';
const L = (itemId: string, categories: string[], quantity: number, unitPrice: number, grams?: number) => ({ lineId: itemId, itemId, categories, quantity, unitPrice, gross: quantity * unitPrice, promotable: true, ...(grams ? { grams } : {}) });
const lines = [L('e', ['y'], 4, 1)];
const promotions = [
   {"id": "p0", "family": "multibuy", "groups": [{"id": "g", "match": {"all": true, "except": {"items": ["c"]}}, "quantity": 2}], "discount": {"amount": 1, "per": "unit"}},
   {"id": "p1", "family": "multibuy", "groups": [{"id": "g", "match": {"categories": ["y"]}, "quantity": 3}], "discount": {"amount": 100, "per": "set"}, "maxDiscount": 8}
];
console.log(JSON.stringify(compiled(promotions as never).evaluate(lines, CONTEXT)));
