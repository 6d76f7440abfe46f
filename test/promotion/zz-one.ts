import { compiled, CONTEXT } from './compiled.ts';
const L = (itemId: string, categories: string[], quantity: number, unitPrice: number, grams?: number) => ({ lineId: itemId, itemId, categories, quantity, unitPrice, gross: quantity * unitPrice, promotable: true, ...(grams ? { grams } : {}) });
const lines = [L('d', [], 1, 10), L('a', ['y'], 1, 0, 1), L('b', [], 1, 1)];
const promotions = [
   {"id": "p0", "family": "bundle", "groups": [{"id": "1", "match": {"categories": ["y"]}, "quantity": 1}, {"id": "2", "match": {"items": ["d"]}, "quantity": 1}, {"id": "3", "match": {"all": true, "except": {"items": ["e"]}}, "quantity": 1}], "discount": {"amount": 12, "per": "set"}},
   {"id": "p2", "family": "bundle", "groups": [{"id": "1", "match": {"items": ["a"]}, "quantity": 1}, {"id": "2", "match": {"items": ["d", "e"]}, "quantity": 1}], "discount": {"percent": "10", "per": "unit"}},
   {"id": "p3", "family": "bundle", "groups": [{"id": "1", "match": {"items": ["b", "e"]}, "quantity": 1}, {"id": "2", "match": {"categories": ["y"]}, "quantity": 1}, {"id": "3", "match": {"items": ["d", "e"]}, "quantity": 1}], "discount": {"price": 1, "per": "unit"}}
];
console.log(JSON.stringify(compiled(promotions as never).evaluate(lines, CONTEXT)));
