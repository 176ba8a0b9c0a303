using System.Globalization;

namespace Pepay.Benchmarks.Measuring;

/// <summary>A Markdown table; columns after the first are figures.</summary>
internal sealed class MarkdownTable(params string[] columns)
{
    private readonly List<string[]> rows = [];

    /// <summary>Adds a row with a cell for each column.</summary>
    public void Add(params string[] cells)
    {
        if (cells.Length != columns.Length)
            throw new ArgumentException($"The table has {columns.Length} columns, the row {cells.Length} cells.", nameof(cells));
        rows.Add(cells);
    }

    /// <summary>Prints the table.</summary>
    public async Task WriteAsync(TextWriter output)
    {
        await output.WriteLineAsync(Line(columns));
        await output.WriteLineAsync(Line(columns.Select((_, i) => i == 0 ? "---" : "---:")));
        foreach (var row in rows)
            await output.WriteLineAsync(Line(row));
    }

    /// <summary>A number of nanoseconds in a unit that fits.</summary>
    public static string Time(double nanoseconds) => nanoseconds switch
    {
        < 1_000 => Text(nanoseconds, "0") + " ns",
        < 1_000_000 => Text(nanoseconds / 1_000, "0.00") + " µs",
        < 1_000_000_000 => Text(nanoseconds / 1_000_000, "0.00") + " ms",
        _ => Text(nanoseconds / 1_000_000_000, "0.00") + " s",
    };

    /// <summary>A number of bytes in a unit that fits.</summary>
    public static string Size(double bytes) => bytes switch
    {
        < 10_000 => Text(bytes, "0") + " B",
        < 10_000_000 => Text(bytes / 1024, "0") + " KB",
        _ => Text(bytes / (1024 * 1024), "0") + " MB",
    };

    /// <summary>A ratio.</summary>
    public static string Ratio(double value) => Text(value, "0.00");

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    private static string Line(IEnumerable<string> cells) => "| " + string.Join(" | ", cells) + " |";
}
