using Pepay.Runtime.Http;
using Pepay.Runtime.Streams;
using YamlDotNet.RepresentationModel;

namespace Pepay.Api.Tests;

/// <summary>
/// The channels are described by hand in <see cref="PepayStreamDescriptors"/>. Here each word of that is compared with the specification, read without
/// any code of the product.
/// </summary>
public sealed class StreamSpecificationTests
{
    private static readonly YamlNode Events = Load("pepay.events.yaml");
    private static readonly YamlNode Api = Load("pepay.openapi.yaml");

    public static TheoryData<string> Names => [.. PepayStreamDescriptors.Provider.Streams.Select(stream => stream.Name)];

    [Fact]
    public void Streams_AreTheChannelsThatAreWebSockets() =>
        PepayStreamDescriptors.Provider.Streams.Select(stream => stream.Name).Order().ShouldBe(Map(Events["channels"]).Where(channel => Find(channel.Value, "bindings", "ws") is not null).Select(channel => channel.Key).Order());

    [Theory]
    [MemberData(nameof(Names))]
    public void Address_IsTheChannels(string name)
    {
        $"{Events["channels"][name]["address"]}".ShouldBe(Stream(name).Path);
        $"{Events["servers"]["beta"]["host"]}".ShouldBe(PepayDescriptor.Instance.BaseUrl!.Host);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Credentials_AreTheOperationsInItsOrder(string name)
    {
        var operation = Map(Events["operations"]).Single(found => $"{found.Value["channel"]["$ref"]}" == $"#/channels/{name}").Value;
        var schemes = ((YamlSequenceNode)operation["security"]).Select(reference =>
        {
            var scheme = $"{reference["$ref"]}".Split('/')[^1];
            var described = Events["components"]["securitySchemes"][scheme];
            return new ApiSecurityScheme(scheme, Enum.Parse<ApiSecurityKind>($"{described["in"]}", ignoreCase: true), $"{described["name"]}");
        });

        Stream(name).Security.ShouldBe(schemes);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Query_HasNothingMoreAndNothingLess(string name)
    {
        var stream = Stream(name);
        string[] known = ["token", stream.SinceParameter!, .. stream.Query.Select(pair => pair.Key), .. stream.Filters.Select(filter => filter.Parameter)];

        Query(name).Keys.Order().ShouldBe(known.Order());

        $"{Query(name)[stream.SinceParameter!]["$ref"]}".ShouldEndWith("/EventId");
        var format = stream.Query.ShouldHaveSingleItem();
        ((YamlSequenceNode)Resolve(Query(name)[format.Key])["enum"]).Select(value => $"{value}").ShouldContain(format.Value);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Filters_AreReadAsTheChannelTakesThem(string name)
    {
        foreach (var filter in Stream(name).Filters)
        {
            var parameter = Resolve(Query(name)[filter.Parameter]);
            var text = $"{Find(parameter, "description")}";
            $"{parameter["type"]}".ShouldBe("string", filter.Parameter);

            filter.Kind.ShouldBe(
                text.StartsWith("Comma list of event types", StringComparison.Ordinal) ? StreamFilterKind.Types
                : text.StartsWith("Comma list", StringComparison.Ordinal) ? StreamFilterKind.List : StreamFilterKind.Text, filter.Parameter);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void FilterPointers_NameWhatAnEventOfTheChannelHas(string name)
    {
        var payloads = Messages(name).Where(message => !IsFrame(message.Value)).Select(message => message.Value["payload"]).ToArray();
        foreach (var pointer in Stream(name).Filters.SelectMany(filter => filter.Pointers))
            payloads.ShouldContain(payload => Has(payload, pointer.Split('/', StringSplitOptions.RemoveEmptyEntries)), pointer);
    }

    [Theory]
    [InlineData("merchantEvents", "commerce.order.created commerce.order.updated")]
    [InlineData("commerceEvents", "")]
    public void Carried_AreTheChannelsEvents_ButThoseThatAreNotCountedOn(string name, string uncertain)
    {
        var carried = Messages(name).Where(message => !IsFrame(message.Value)).Select(message => message.Key)
            .Where(type => Stream(name).Carries.Any(pattern => type.StartsWith(pattern.TrimEnd('*'), StringComparison.Ordinal)));

        carried.Concat(uncertain.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Order()
            .ShouldBe(Messages(name).Where(message => !IsFrame(message.Value)).Select(message => message.Key).Order());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Frames_AreToldApartByTheirObject(string name)
    {
        var frames = Stream(name).Frames;
        var property = frames.Discriminator.TrimStart('/');

        Messages(name).Where(message => IsFrame(message.Value)).Select(message => Constant(message.Value["payload"], property)).Order().ShouldBe([frames.Control, frames.Error]);
        Messages(name).Where(message => !IsFrame(message.Value)).Select(message => Constant(message.Value["payload"], property)).Distinct().ShouldBe([frames.Event]);
    }

    private static StreamDescriptor Stream(string name) => PepayStreamDescriptors.Provider.Streams.Single(stream => stream.Name == name);

    private static Dictionary<string, YamlNode> Query(string name) => Map(Events["channels"][name]["bindings"]["ws"]["query"]["properties"]);

    private static Dictionary<string, YamlNode> Messages(string name) =>
        Map(Events["channels"][name]["messages"]).ToDictionary(message => message.Key, message => Resolve(message.Value));

    private static bool IsFrame(YamlNode message) => $"{Find(message, "x-frame")}" == "true";

    private static bool Has(YamlNode schema, ReadOnlySpan<string> path)
    {
        if (path.IsEmpty)
            return true;
        foreach (var part in Parts(schema))
        {
            if (Find(part, "properties", path[0]) is { } property && Has(property, path[1..]))
                return true;
        }

        return false;
    }

    private static string Constant(YamlNode schema, string property) =>
        $"{((YamlSequenceNode)Resolve(Parts(schema).Select(part => Find(part, "properties", property)).First(found => found is not null)!)["enum"]).ShouldHaveSingleItem()}";

    // A schema, and every schema that it is put together from.
    private static IEnumerable<YamlNode> Parts(YamlNode schema)
    {
        var resolved = Resolve(schema);
        string[] combined = ["allOf", "oneOf", "anyOf"];
        return combined.Select(word => Find(resolved, word)).OfType<YamlSequenceNode>().SelectMany(nodes => nodes.SelectMany(Parts)).Prepend(resolved);
    }

    // Both files' components are named apart, so that a reference needs no look at the file that it stands in.
    private static YamlNode Resolve(YamlNode node)
    {
        while (Find(node, "$ref") is { } reference)
        {
            var path = $"{reference}".Split('#')[1].Split('/', StringSplitOptions.RemoveEmptyEntries);
            node = ($"{reference}".StartsWith('#') ? Find(Events, path) : null) ?? Find(Api, path) ?? throw new KeyNotFoundException($"{reference}");
        }

        return node;
    }

    private static YamlNode? Find(YamlNode node, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (node is not YamlMappingNode map || !map.Children.TryGetValue(name, out var child))
                return null;
            node = child;
        }

        return node;
    }

    private static Dictionary<string, YamlNode> Map(YamlNode node) => ((YamlMappingNode)node).Children.ToDictionary(pair => $"{pair.Key}", pair => pair.Value);

    private static YamlNode Load(string file)
    {
        using var text = File.OpenText(Path.Combine(AppContext.BaseDirectory, file));
        var yaml = new YamlStream();
        yaml.Load(text);
        return yaml.Documents[0].RootNode;
    }
}
