namespace Pepay.Generator.Tests.Oracle;

/// <summary>How much was compared, and what differed.</summary>
internal sealed class Tally
{
    public int Operations { get; set; }

    public int Parameters { get; set; }

    public int Properties { get; set; }

    public int Required { get; set; }

    public int Members { get; set; }

    /// <summary>Pointers to the schemas that were compared.</summary>
    public HashSet<string> Compared { get; } = [];

    public List<Difference> Differences { get; } = [];

    public static Tally Sum(IEnumerable<Tally> tallies)
    {
        var sum = new Tally();
        foreach (var tally in tallies)
        {
            sum.Operations += tally.Operations;
            sum.Parameters += tally.Parameters;
            sum.Properties += tally.Properties;
            sum.Required += tally.Required;
            sum.Members += tally.Members;
            sum.Differences.AddRange(tally.Differences);
        }

        return sum;
    }

    public void Add(SchemaReading at, DifferenceKind kind, string name, string? ours, string? theirs) =>
        Differences.Add(new(kind, at.Place.Document, at.Place.Pointer, at.Place.Node, name, ours, theirs) { Beside = at.Place.Beside });
}
