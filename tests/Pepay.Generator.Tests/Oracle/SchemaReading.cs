using System.Globalization;
using NJsonSchema;

namespace Pepay.Generator.Tests.Oracle;

/// <summary>What NSwag says about one schema and the parts that <c>allOf</c> gives it.</summary>
internal sealed class SchemaReading
{
    public const string Null = "(null)";
    private readonly IReadOnlyList<SchemaPlace> closure;

    public SchemaReading(SchemaPlace place)
    {
        Place = place;
        closure = place.Closure();
        foreach (var part in closure)
        {
            foreach (var name in part.Schema.Properties.Keys)
            {
                if (!Properties.TryGetValue(name, out var places))
                    Properties[name] = places = [];
                places.Add(part.Property(name));
            }

            Required.UnionWith(part.Schema.RequiredProperties);
        }

        // Of several places the one that says it most narrowly has the members.
        foreach (var part in (place with { Others = [] }).Closure() is var own && own.Any(part => part.Schema.Enumeration.Count > 0) ? own : closure)
            Members.UnionWith(part.Schema.Enumeration.Select(Text));
    }

    public SchemaPlace Place { get; }

    /// <summary>Pointers to the schema and its parts.</summary>
    public IEnumerable<string> Pointers => closure.Select(part => part.Pointer);

    /// <summary>Each property with every place that describes it.</summary>
    public Dictionary<string, List<SchemaPlace>> Properties { get; } = [];

    public HashSet<string> Required { get; } = [];

    /// <summary>The members of the enumeration as texts.</summary>
    public HashSet<string> Members { get; } = [];

    /// <summary>The members with those of the variants, where those are plain.</summary>
    public IReadOnlyCollection<string> TextMembers =>
        [.. Members, .. closure.SelectMany(part => part.Variants).Select(variant => variant.Target).Where(variant => variant.IsPlain).SelectMany(variant => new SchemaReading(variant).Members)];

    public IReadOnlyList<SchemaPlace> Tuple => [.. closure.SelectMany(part => part.Items)];

    public SchemaPlace? Element(bool ofMap) =>
        closure.Select(part => ofMap ? part.Additional : part.Item).OfType<SchemaPlace>().ToList() is { Count: > 0 } elements ? SchemaPlace.OneOf(elements) : null;

    /// <summary>The schemas that <c>oneOf</c> and <c>anyOf</c> offer, those of nested ones in their place.</summary>
    public IReadOnlyList<SchemaPlace> Variants()
    {
        var found = new List<SchemaPlace>();
        Expand(Place, found, []);
        return found;
    }

    /// <summary>The properties of the variants, each with every place that describes it.</summary>
    public Dictionary<string, List<SchemaPlace>> OfVariants()
    {
        var all = new Dictionary<string, List<SchemaPlace>>();
        foreach (var variant in Variants())
        {
            foreach (var (name, places) in new SchemaReading(variant).Properties)
            {
                if (!all.TryGetValue(name, out var known))
                    all[name] = known = [];
                known.Add(SchemaPlace.OneOf(places));
            }
        }

        return all;
    }

    private static void Expand(SchemaPlace place, List<SchemaPlace> found, HashSet<JsonSchema> visited)
    {
        foreach (var variant in place.Closure().SelectMany(part => part.Variants).Select(variant => variant.Target))
        {
            if (!visited.Add(variant.Schema) || variant.Schema.Type == JsonObjectType.Null)
                continue;
            var parts = variant.Closure();
            if (parts.Any(part => part.Variants.Any()) && parts.All(part => part.Schema.Properties.Count == 0) && !AreOneEnumeration([.. parts.SelectMany(part => part.Variants).Select(inner => inner.Target)]))
                Expand(variant, found, visited);
            else
                found.Add(variant);
        }
    }

    private static bool AreOneEnumeration(IReadOnlyList<SchemaPlace> variants) =>
        variants.All(variant => variant.IsPlain) && variants.Select(variant => variant.Schema.Type.HasFlag(JsonObjectType.Integer)).Distinct().Count() == 1;

    private static string Text(object? value) => value switch
    {
        null => Null,
        bool truth => truth ? "true" : "false",
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };
}
