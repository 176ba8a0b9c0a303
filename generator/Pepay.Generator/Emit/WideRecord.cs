using System.Globalization;
using Pepay.Generator.Model;

namespace Pepay.Generator.Emit;

/// <summary>
/// How a record with many optional properties stores them: in parts that exist only where one of their properties is set. Such a record stands for
/// "any of two hundred things", of which a document has five; as fields the others would cost memory in each document.
/// </summary>
internal sealed class WideRecord
{
    private const int FewestProperties = 32;
    private const int PartSize = 8;
    private readonly Dictionary<PropertyModel, int> parts = [];

    private WideRecord(List<PropertyModel> optional)
    {
        Optional = optional;
        for (var i = 0; i < optional.Count; i++)
            parts[optional[i]] = i / PartSize;
        PartCount = (optional.Count + PartSize - 1) / PartSize;
    }

    public int PartCount { get; }

    private List<PropertyModel> Optional { get; }

    /// <summary>Null for a record whose properties are its fields, as nearly all are.</summary>
    public static WideRecord? Of(RecordModel record)
    {
        var optional = new List<PropertyModel>();
        foreach (var property in record.Properties)
        {
            if (!property.Required)
                optional.Add(property);
        }

        return optional.Count < FewestProperties ? null : new(optional);
    }

    /// <summary>The name of a part: of the field, and of the local while reading. No generated member starts in lower case.</summary>
    public static string Part(int part) => "part" + part.ToString(CultureInfo.InvariantCulture);

    /// <summary>The type of a part.</summary>
    public static string PartType(int part) => "partType" + part.ToString(CultureInfo.InvariantCulture);

    /// <summary>The part that has the property; -1 when it is a field of the record.</summary>
    public int PartOf(PropertyModel property) => parts.TryGetValue(property, out var part) ? part : -1;

    public IEnumerable<PropertyModel> PropertiesOf(int part) => Optional.Skip(part * PartSize).Take(PartSize);

    /// <summary>The body of a property that lives in a part.</summary>
    public void Accessors(CodeWriter writer, PropertyModel property)
    {
        var part = PartOf(property);
        var type = PartType(part);
        writer.Open();
        writer.Line("get => this." + Part(part) + " is { } part ? part." + property.Name + " : default;");

        // Parts are shared by copies of the record, so a part is never changed once the record is made.
        writer.Line("init => this." + Part(part) + " = ((this." + Part(part) + " ?? " + type + ".empty) with { " + property.Name + " = value }).orNull();");
        writer.Close();
    }

    /// <summary>The fields and types of the parts.</summary>
    public void Types(CodeWriter writer)
    {
        for (var part = 0; part < PartCount; part++)
        {
            writer.Line();
            writer.Line("private " + PartType(part) + "? " + Part(part) + ";");
            writer.Line();
            writer.Open("private sealed record " + PartType(part));
            writer.Line("public static readonly " + PartType(part) + " empty = new();");
            foreach (var property in PropertiesOf(part))
                writer.Line("public ", TypeText.OfProperty(property), " ", property.Name, ";");

            // Two records are equal where the values are, so a part without a value must not be there.
            writer.Line("public " + PartType(part) + "? orNull() => Equals(empty) ? null : this;");
            writer.Close();
        }
    }
}
