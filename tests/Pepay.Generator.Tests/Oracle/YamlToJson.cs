using Newtonsoft.Json.Linq;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Pepay.Generator.Tests.Oracle;

/// <summary>
/// Turns YAML into typed JSON for the oracle, independently of the generator's own reader: plain scalars become booleans, numbers and null,
/// quoted ones stay text. Tags and merge keys, which hardly any specification has, are refused.
/// </summary>
internal static class YamlToJson
{
    public static string Convert(string yaml)
    {
        var parser = new Parser(new StringReader(yaml));
        parser.Consume<StreamStart>();
        parser.Consume<DocumentStart>();
        return Read(parser, []).ToString();
    }

    private static JToken Read(IParser parser, Dictionary<AnchorName, JToken> anchors)
    {
        if (parser.TryConsume<AnchorAlias>(out var alias))
            return anchors[alias.Value].DeepClone();
        var node = parser.Current as NodeEvent;
        if (node is { Tag.IsEmpty: false })
            throw new YamlException(node.Start, node.End, "A tag is not converted.");
        var token = ReadNode(parser, anchors);
        if (node is { Anchor.IsEmpty: false })
            anchors[node.Anchor] = token;
        return token;
    }

    private static JToken ReadNode(IParser parser, Dictionary<AnchorName, JToken> anchors)
    {
        if (parser.TryConsume<MappingStart>(out _))
        {
            var mapping = new JObject();
            while (!parser.TryConsume<MappingEnd>(out _))
            {
                var key = parser.Consume<Scalar>();
                if (key.Value == "<<")
                    throw new YamlException(key.Start, key.End, "A merge key is not converted.");
                mapping.Add(key.Value, Read(parser, anchors));
            }

            return mapping;
        }

        if (parser.TryConsume<SequenceStart>(out _))
        {
            var sequence = new JArray();
            while (!parser.TryConsume<SequenceEnd>(out _))
                sequence.Add(Read(parser, anchors));
            return sequence;
        }

        var scalar = parser.Consume<Scalar>();
        return scalar.Style == ScalarStyle.Plain ? Plain(scalar.Value) : new JValue(scalar.Value);
    }

    private static JValue Plain(string value) => value switch
    {
        "" or "~" or "null" => JValue.CreateNull(),
        "true" => new JValue(true),
        "false" => new JValue(false),
        _ when long.TryParse(value, System.Globalization.CultureInfo.InvariantCulture, out var whole) => new JValue(whole),
        _ when decimal.TryParse(value, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out var number) => new JValue(number),
        _ => new JValue(value),
    };
}
