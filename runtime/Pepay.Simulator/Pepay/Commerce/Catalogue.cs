namespace Pepay.Simulator.Pepay.Commerce;

/// <summary>A retail product.</summary>
internal sealed record Product(string Id, string Retailer, string Title, decimal Price, string Description, bool Available = true)
{
    public string Image => $"https://images.example.test/{Id}.jpg";
}

/// <summary>The goods that can be searched and bought. One is out of stock, so that checks have something to find.</summary>
internal static class Catalogue
{
    public static readonly IReadOnlyList<Product> All =
    [
        new("B0SIM00001", "amazon", "USB-C charging cable, 2 m", 9.99m, "Braided cable for phones and laptops."),
        new("B0SIM00002", "amazon", "Wireless mouse", 19.99m, "Quiet buttons, two years on one battery."),
        new("B0SIM00003", "amazon", "Noise-cancelling headphones", 179.00m, "Over-ear, thirty hours."),
        new("B0SIM00004", "amazon", "Coffee beans, 1 kg", 16.50m, "Medium roast, whole beans."),
        new("W0SIM00005", "walmart", "Stainless steel water bottle", 14.25m, "Keeps cold for a day."),
        new("W0SIM00006", "walmart", "LED desk lamp", 24.90m, "Three colours of white, dimmable."),
        new("W0SIM00007", "walmart", "Cotton towels, set of four", 29.99m, "Soft and quick to dry."),
        new("T0SIM00008", "target", "Board game for the family", 34.99m, "Two to six players."),
        new("T0SIM00009", "target", "Running socks, three pairs", 12.00m, "With heel padding."),
        new("E0SIM00010", "bestbuy", "Portable SSD, 1 TB", 89.99m, "USB 3.2, pocket size."),
        new("E0SIM00011", "bestbuy", "Gaming laptop", 2899.00m, "More than one order may cost."),
        new("E0SIM00012", "bestbuy", "Retro games console", 59.00m, "Out of stock everywhere.", Available: false),
    ];

    public static Product? Find(string id) => All.FirstOrDefault(product => product.Id == id);

    public static IEnumerable<Product> Search(string text)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return All.Where(product => Array.TrueForAll(words, word => product.Title.Contains(word, StringComparison.OrdinalIgnoreCase)
            || product.Description.Contains(word, StringComparison.OrdinalIgnoreCase) || product.Retailer == word.ToLowerInvariant()));
    }
}
