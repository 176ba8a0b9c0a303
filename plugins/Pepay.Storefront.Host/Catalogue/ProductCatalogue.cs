namespace Pepay.Storefront.Host.Catalogue;

/// <summary>Everything the shop sells.</summary>
internal static class ProductCatalogue
{
    public static IReadOnlyList<Product> All { get; } =
    [
        new("tarn-mug", "Tarn mug", 24_00, "Stoneware, 320 ml",
            "Thrown in one piece with its handle pulled from the same clay, then dipped in a glaze that runs a little differently every time. Heavy enough to stay where you put it.",
            "A green stoneware mug with a cream rim, filled with hot coffee",
            [new("Holds", "320 ml"), new("Material", "Stoneware, lead-free glaze"), new("Care", "Dishwasher and microwave")]),
        new("ember-candle", "Ember candle", 18_50, "Beeswax, burns for 45 hours",
            "Poured from filtered beeswax around a braided cotton wick. It smells of honey and of nothing else, and it burns down evenly to the last centimetre.",
            "A lit beeswax candle in the dark",
            [new("Burns for", "About 45 hours"), new("Material", "Pure beeswax, cotton wick"), new("Height", "9 cm")]),
        new("fell-throw", "Fell throw", 128_00, "Lambswool, 140 × 190 cm",
            "Woven slowly on an old loom from undyed and madder-dyed lambswool, brushed once, and finished with a twisted fringe by hand. One for the sofa, the garden and the back seat.",
            "Three folded wool throws in red and rose, stacked",
            [new("Size", "140 × 190 cm"), new("Material", "Lambswool"), new("Care", "Air it; cold hand wash")]),
        new("walnut-board", "Walnut board", 64_00, "One plank, oiled",
            "Cut from one plank, so that no glue line ever opens. Sanded, soaked, sanded again and finished with linseed oil. Comes with a small tin of the same oil.",
            "A walnut serving board with a handle, and a piece of cheese",
            [new("Size", "46 × 19 × 2 cm"), new("Material", "Walnut, linseed oil"), new("Care", "Wipe, dry, oil now and then")]),
        new("brook-can", "Brook watering can", 72_00, "Brass, 1.5 litres",
            "Spun brass with a long, thin spout that reaches behind the leaves and a rose that rains rather than pours. The brass darkens with the years; a lemon brings it back.",
            "A brass watering can with a long spout",
            [new("Holds", "1.5 litres"), new("Material", "Brass"), new("Spout", "28 cm, removable rose")]),
        new("linen-towels", "Linen towels", 32_00, "Set of two",
            "Heavy linen from long fibres: stiff on the first day, soft after a month, still there in ten years. One natural with blue stripes, one blue with natural ones.",
            "A cream and a blue linen towel on a wooden rail",
            [new("Size", "50 × 70 cm each"), new("Material", "Linen, 240 g/m²"), new("Care", "Wash hot, no softener")]),
        new("heath-teapot", "Heath teapot", 56_00, "Enamel, 1 litre",
            "Steel under two coats of enamel, with a spout that does not drip and a knob that stays cool. Light enough for one hand, at home on a stove or a camp fire.",
            "A blue enamel teapot with a wooden knob",
            [new("Holds", "1 litre"), new("Material", "Enamelled steel, beech knob"), new("Use", "Every stove, induction too")]),
        new("paper-lantern", "Paper lantern", 45_00, "Mulberry paper, 40 cm",
            "Hand-made mulberry paper over a bamboo spiral. It folds flat for the post and gives an evening light that makes everybody look rested.",
            "A round paper lantern, glowing",
            [new("Size", "40 cm across"), new("Material", "Mulberry paper, bamboo"), new("Lamp", "E27, up to 12 W LED")]),
        new("ash-stool", "Ash stool", 149_00, "Four legs, no screws",
            "The legs go through the seat and are held by a wedge of walnut each, so that it grows tighter with every winter. A seat, a side table, a step to the top shelf.",
            "A round wooden stool with four legs",
            [new("Height", "46 cm"), new("Material", "Ash, soap finish"), new("Carries", "150 kg")]),
        new("moor-soap", "Moor soap", 9_50, "Heather and oat, 110 g",
            "Boiled in a small kettle, cut by hand and left to dry for eight weeks. Oats for the skin, heather from the hill behind the workshop, nothing that foams for show.",
            "Two bars of soap, one in a paper band, with a sprig of heather",
            [new("Weight", "110 g"), new("Contains", "Olive, coconut and rapeseed oil, oats, heather"), new("Wrapping", "Paper")]),
        new("kiln-bowl", "Kiln bowl", 38_00, "Terracotta, 26 cm",
            "Red clay with a band of white slip, drawn with the finger while the wheel still turns. Glazed inside only, so that the outside stays warm to the hand.",
            "A terracotta bowl with a white wave, full of oranges and lemons",
            [new("Size", "26 cm across, 11 cm high"), new("Material", "Terracotta, lead-free glaze"), new("Care", "Dishwasher; no oven")]),
        new("slate-clock", "Slate clock", 95_00, "Welsh slate, brass marks",
            "Split, not sawn, so that the face shows the layers of its hill. A silent movement that sweeps instead of ticking; one battery lasts about two years.",
            "A round slate wall clock with brass marks",
            [new("Size", "27 cm across"), new("Material", "Slate, brass"), new("Battery", "1 × AA, not included")]),
    ];

    /// <summary>The products with every one of these words in their texts; all of them without any word.</summary>
    public static IReadOnlyList<Product> Search(string? words)
    {
        var wanted = (words ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return [.. All.Where(product => wanted.All(word => Texts(product).Any(text => text.Contains(word, StringComparison.OrdinalIgnoreCase))))];
    }

    public static Product? Find(string id) => All.FirstOrDefault(product => product.Id == id);

    private static IEnumerable<string> Texts(Product product) =>
        [product.Name, product.Line, product.Description, .. product.Details.Select(static detail => detail.Value)];
}
