/**
 * Pictures every lane carries, by their name in Fluent Emoji Flat (MIT, Microsoft): what the screens draw with, and the goods that a
 * catalogue's `picture` column may name without anything else to do.
 */
export const SCREEN_PICTURES: readonly string[] = [
  'basket',
  'credit-card',
  'shopping-bags',
  'bellhop-bell',
  'pineapple',
  'bread',
  'beverage-box',
  'melon',
  'lemon',
  'avocado',
  'cheese-wedge',
  'tomato',
];

const FRUIT_AND_VEGETABLES = `grapes watermelon tangerine lime banana mango red-apple green-apple pear peach cherries strawberry
  blueberries kiwi-fruit olive coconut eggplant potato carrot ear-of-corn hot-pepper bell-pepper cucumber leafy-green broccoli garlic
  onion peanuts beans chestnut ginger-root pea-pod mushroom brown-mushroom roasted-sweet-potato herb green-salad`;

const BAKERY_AND_DAIRY = `baguette-bread croissant bagel pretzel flatbread stuffed-flatbread pancakes waffle egg butter glass-of-milk
  cookie doughnut birthday-cake shortcake cupcake pie custard sandwich`;

const MEAT_AND_MEALS = `meat-on-bone poultry-leg cut-of-meat bacon hamburger french-fries pizza hot-dog taco burrito cooking
  shallow-pan-of-food pot-of-food bowl-with-spoon bento-box rice-ball cooked-rice curry-rice steaming-bowl spaghetti sushi
  fried-shrimp dumpling takeout-box crab lobster shrimp fish falafel`;

const PANTRY_AND_SWEETS = `canned-food jar salt honey-pot popcorn sheaf-of-rice rice-cracker fortune-cookie candy chocolate-bar
  lollipop ice-cream soft-ice-cream shaved-ice`;

const DRINKS = `hot-beverage teacup-without-handle teapot mate cup-with-straw bubble-tea tropical-drink wine-glass beer-mug
  cocktail-glass tumbler-glass bottle-with-popping-cork sake droplet ice`;

const CLOTHING = `t-shirt jeans dress coat scarf gloves socks womans-hat billed-cap running-shoe womans-sandal backpack glasses
  closed-umbrella`;

const HOUSEHOLD = `soap sponge roll-of-paper lotion-bottle razor toothbrush safety-pin candle light-bulb battery newspaper scissors
  broom bucket teddy-bear balloon bouquet tulip potted-plant dog-face cat-face baby-bottle pill adhesive-bandage package
  handbag shopping-cart recycling-symbol`;

/** Goods of an ordinary shop. */
export const GROCERY_PICTURES: readonly string[] = [
  FRUIT_AND_VEGETABLES,
  BAKERY_AND_DAIRY,
  MEAT_AND_MEALS,
  PANTRY_AND_SWEETS,
  DRINKS,
  CLOTHING,
  HOUSEHOLD,
].flatMap((names) => names.split(/\s+/));
