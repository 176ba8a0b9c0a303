using System.Text;
using System.Text.RegularExpressions;
using Pepay.Generator.Emit;
using Pepay.Generator.Model;
using Pepay.Generator.Reading;

namespace Pepay.Generator.Changes;

/// <summary>
/// What callers, event handlers and the provider's servers rely on of one generated namespace, sorted, so that two versions of a specification can be
/// compared and a version can be kept as text. Documentation is no part of it.
/// </summary>
internal sealed class ApiSurface
{
    private static readonly Regex QualifiedName = new(@"global::(?:\w+\.)*(\w+)", RegexOptions.CultureInvariant);

    private readonly SortedDictionary<(string Kind, string Owner, string Part, string Member), SurfaceEntry> entries = [];

    private ApiSurface()
    {
    }

    public IEnumerable<SurfaceEntry> Entries => entries.Values;

    public SurfaceEntry? this[(string Kind, string Owner, string Part, string Member) key] => entries.TryGetValue(key, out var entry) ? entry : null;

    public static ApiSurface Of(ProviderModel provider)
    {
        var surface = new ApiSurface();
        new SurfaceBuilder(provider, surface.Add).Build();
        return surface;
    }

    /// <summary>Reads what <see cref="ToText"/> wrote. Empty lines and lines that begin with # say nothing.</summary>
    /// <param name="text">The text.</param>
    /// <param name="brokenLine">The number of the first line that is no entry, from 1; 0 where all are.</param>
    public static ApiSurface Parse(string text, out int brokenLine)
    {
        var surface = new ApiSurface();
        var number = brokenLine = 0;
        foreach (var raw in text.Split('\n'))
        {
            number++;
            var line = raw.TrimEnd('\r');
            if (line.Length == 0 || line[0] == '#')
                continue;
            if (SurfaceEntry.FromLine(line) is { } entry)
                surface.entries[entry.Key] = entry;
            else if (brokenLine == 0)
                brokenLine = number;
        }

        return surface;
    }

    public string ToText()
    {
        var text = new StringBuilder();
        foreach (var entry in Entries)
            text.Append(entry.ToLine()).Append('\n');
        return text.ToString();
    }

    /// <summary>C# as a reader writes it: without namespaces.</summary>
    internal static string Short(string csharp, string ns) => QualifiedName.Replace(csharp.Replace("global::" + ns + ".", ""), "$1");

    private void Add(SurfaceEntry entry) => entries[entry.Key] = entry;

    private sealed class SurfaceBuilder(ProviderModel provider, Action<SurfaceEntry> add)
    {
        private readonly List<TypeModel> types = [.. provider.Types.Select(static file => file.Type)];

        public void Build()
        {
            Provider();
            foreach (var client in provider.Clients)
            {
                foreach (var operation in client.Operations)
                    Operation(client, operation);
            }

            foreach (var item in provider.Events)
                add(new(SurfaceKinds.Event, item.EventType, SurfaceParts.Self, "", Short(item.TypeName)));
            var called = new Directions(types, [.. provider.Clients], []);
            var handled = new Directions(types, [], [.. provider.Events]);
            foreach (var type in types)
                Type(type, called, handled);
        }

        private void Provider()
        {
            var descriptor = provider.Descriptor;
            if (descriptor.BaseUrl is { } address)
                add(new(SurfaceKinds.Provider, provider.Namespace, SurfaceParts.Address, "", address));
            add(new(SurfaceKinds.Provider, "", SurfaceParts.Limits, "", "compared"));
            foreach (var scheme in descriptor.Security)
                add(new(SurfaceKinds.Provider, provider.Namespace, SurfaceParts.Credential, scheme.Name, $"{scheme.Kind} {scheme.Parameter}".TrimEnd()));
            foreach (var scheme in descriptor.Webhook?.Schemes ?? default)
            {
                add(new(SurfaceKinds.Provider, provider.Namespace, SurfaceParts.Signature, scheme.Name,
                    $"{scheme.Algorithm} of {scheme.SignedPayload} as {scheme.Signature.Encoding} in {scheme.Signature.Header ?? scheme.Signature.Pointer}"));
            }
        }

        private void Operation(ClientModel client, OperationModel operation)
        {
            Part(SurfaceParts.Self, "", $"{client.Interface}.{operation.Name}Async");
            Part(SurfaceParts.Request, "", $"{operation.Method.ToUpperInvariant()} {operation.Path}{(operation.Body is { } body ? " " + body.ContentType : "")}");
            foreach (var parameter in operation.Parameters)
            {
                var wire = $"{parameter.Place.ToString().ToLowerInvariant()} {parameter.WireName}".TrimEnd();
                foreach (var limit in parameter.Limits)
                    Part(SurfaceParts.Limit, $"{wire} {limit.Word}", limit.Value);
                Part(SurfaceParts.Parameter, wire, $"{(parameter.Required ? "required " + TypeText.NotNull(parameter.Type) : TypeText.Maybe(parameter.Type))} {parameter.Name}{Form(parameter.Type)}");
                if (parameter.Type.Kind is TypeKind.List or TypeKind.Map or TypeKind.Record or TypeKind.Union or TypeKind.Tuple && parameter.Place != ParameterPlace.Body)
                    Part(SurfaceParts.Style, wire, parameter.Style.ToString().ToLowerInvariant() + (parameter.Explode ? ", exploded" : ""));
            }

            Part(SurfaceParts.Order, "", string.Join(", ", operation.Parameters.Select(static parameter => parameter.Name)));
            if (operation.Result is { } result)
                Part(SurfaceParts.Result, "", TypeText.Of(result) + Form(result));
            foreach (var answer in operation.Answers)
                Part(SurfaceParts.Result, answer.Status, TypeText.Of(answer.Type) + Form(answer.Type));
            if (operation.EventStream is { } stream)
                Part(SurfaceParts.Stream, "", $"{client.Interface}.{stream.MethodName}Async of {TypeText.Of(stream.Item)}{Form(stream.Item)}");
            if (operation.Paging is { } paging)
                Part(SurfaceParts.Pages, "", $"{client.Interface}.{paging.MethodName}Async of {TypeText.Of(paging.Item)}");
            foreach (var header in operation.Headers?.Headers ?? default)
                Part(SurfaceParts.Header, header.WireName, $"{TypeText.Maybe(header.Type)} {header.Name}{Form(header.Type)}");
            foreach (var error in operation.Errors)
                Part(SurfaceParts.Error, string.Join(",", error.Statuses), TypeText.Of(error.Type) + Form(error.Type));
            if (operation.Security.Count > 0)
                Part(SurfaceParts.Security, "", string.Join(" or ", operation.Security.Select(static all => string.Join(" and ", all))));
            if (operation.Idempotency is { } key)
                Part(SurfaceParts.Idempotency, "", $"{(key.Required ? "required " : "")}{key.Header}");

            void Part(string part, string member, string value) => add(new(SurfaceKinds.Operation, operation.Id, part, member, Short(value)));
        }

        private void Type(TypeModel type, Directions called, Directions handled)
        {
            var owner = Short(type.FullName);
            var use = new List<string>();
            if (called.IsSent(type.FullName))
                use.Add(SurfaceUses.Sent);
            if (called.IsReceived(type.FullName))
                use.Add(SurfaceUses.Answered);
            if (handled.IsReceived(type.FullName))
                use.Add(SurfaceUses.Handled);
            Part(SurfaceParts.Use, "", string.Join(" ", use));
            switch (type)
            {
                case RecordModel record:
                    Part(SurfaceParts.Self, "", "record");
                    foreach (var property in record.Properties)
                    {
                        Property(SurfaceParts.Property, property.WireName, property);

                        // Nothing that is received is refused for them.
                        foreach (var limit in use.Contains(SurfaceUses.Sent) && !property.ReadOnly ? property.Limits : default)
                            Part(SurfaceParts.Limit, $"{property.WireName} {limit.Word}", limit.Value);
                    }

                    break;
                case PayloadModel payload:
                    Part(SurfaceParts.Self, "", "record of " + TypeText.Of(payload.Payload));
                    break;
                case EnumModel values:
                    Part(SurfaceParts.Self, "", values.IsInteger ? "enum of integers" : "enum");
                    foreach (var member in values.Members)
                        Part(SurfaceParts.Member, member.WireValue, member.Name);
                    break;
                case UnionModel union:
                    Part(SurfaceParts.Self, "", union.Discriminator is { } name ? "union by " + name : "union");
                    foreach (var variant in union.Variants)
                    {
                        Part(SurfaceParts.Variant, variant.Name, TypeText.Of(variant.Type) + Form(variant.Type));
                        foreach (var value in variant.Discriminators)
                            Part(SurfaceParts.Discriminator, value, variant.Name);
                    }

                    break;
                case TupleModel tuple:
                    Part(SurfaceParts.Self, "", "tuple with rest of " + TypeText.Of(tuple.Rest));
                    for (var i = 0; i < tuple.Items.Count; i++)
                        Property(SurfaceParts.Item, i.ToString(System.Globalization.CultureInfo.InvariantCulture), tuple.Items[i]);
                    break;
            }

            foreach (var nested in type.Nested)
                Type(nested, called, handled);

            void Part(string part, string member, string value) => add(new(SurfaceKinds.Type, owner, part, member, Short(value)));

            void Property(string part, string member, PropertyModel property) => Part(part, member,
                $"{(property.Required && property.Constant is null ? "required " : "")}{TypeText.OfProperty(property)} {property.Name}{(property.Constant is { } only ? " = " + only : "")}{Form(property.Type)}");
        }

        // What the C# type does not say of the JSON.
        private static string Form(TypeRef type) => type.Kind switch
        {
            TypeKind.TextInteger or TypeKind.TextNumber => SurfaceForms.Of("text"),
            TypeKind.EpochSeconds => SurfaceForms.Of("seconds"),
            TypeKind.EpochMilliseconds => SurfaceForms.Of("milliseconds"),
            TypeKind.PlainText => SurfaceForms.Of("plain text"),
            TypeKind.List or TypeKind.Map => Form(type.Element!),
            _ => "",
        };

        private string Short(string csharp) => ApiSurface.Short(csharp, provider.Namespace);
    }
}

/// <summary>A value's form in JSON where its C# type allows several: at the end of an entry's value.</summary>
internal static class SurfaceForms
{
    private const string Start = " (as ";

    public static string Of(string form) => Start + form + ")";

    /// <summary>The value without its form, and the form.</summary>
    public static (string Value, string Form) Split(string value)
    {
        var start = value.EndsWith(")", StringComparison.Ordinal) ? value.LastIndexOf(Start, StringComparison.Ordinal) : -1;
        return start < 0 ? (value, "") : (value.Substring(0, start), value.Substring(start));
    }
}

/// <summary>Where values of a type travel.</summary>
internal static class SurfaceUses
{
    /// <summary>In requests.</summary>
    public const string Sent = "sent";

    /// <summary>In answers.</summary>
    public const string Answered = "answered";

    /// <summary>In events.</summary>
    public const string Handled = "handled";
}
