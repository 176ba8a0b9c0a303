using System.Text.Json.Nodes;
using NJsonSchema;
using NSwag;
using Pepay.Generator.Model;
using Pepay.Generator.Tests.RoundTrip;

namespace Pepay.Generator.Tests.Oracle;

/// <summary>Compares one operation: parameters, body, answers, and the schemas of all of them.</summary>
internal sealed class OperationComparison(
    SpecDocument document, string pointer, JsonNode? node, OperationModel ours, OpenApiOperation theirs, SchemaComparison schemas, Tally tally)
{
    public void Run()
    {
        Parameters();
        Body();
        foreach (var status in theirs.Responses.Keys)
            Answer(status);
    }

    private void Parameters()
    {
        var mine = ours.Parameters.Where(parameter => parameter.Place is not (ParameterPlace.Body or ParameterPlace.Part)).ToDictionary(Key);
        var found = theirs.ActualParameters.Where(parameter => parameter.Kind != OpenApiParameterKind.Body).DistinctBy(parameter => (parameter.Kind, parameter.Name)).ToList();
        tally.Parameters += found.Count;
        foreach (var parameter in found)
        {
            var key = $"{parameter.Kind} {parameter.Name}";
            var (at, raw) = Find(parameter);
            if (!mine.Remove(key, out var match))
            {
                Add(DifferenceKind.Parameter, at, raw, key, null, "parameter");
                continue;
            }

            if (match.Required != parameter.IsRequired)
                Add(DifferenceKind.ParameterRequired, at, raw, key, match.Required ? "required" : "optional", parameter.IsRequired ? "required" : "optional");

            // A parameter that is null is one that is not sent.
            if (parameter.Schema is { } schema)
                schemas.Compare(match.Type.OrNull(true), new(document, at + "/schema", raw?["schema"], schema));
        }

        foreach (var key in mine.Keys)
            Add(DifferenceKind.Parameter, pointer, node, key, "parameter", null);
    }

    private static string Key(ParameterModel parameter) =>
        $"{(parameter.Place == ParameterPlace.IdempotencyKey ? ParameterPlace.Header : parameter.Place)} {parameter.WireName}";

    private (string Pointer, JsonNode? Node) Find(OpenApiParameter parameter)
    {
        var item = pointer[..pointer.LastIndexOf('/')];
        foreach (var (at, owner) in new[] { (pointer, node), (item, document.Follow(document.Find(item))) })
        {
            var list = owner?["parameters"] as JsonArray ?? [];
            for (var i = 0; i < list.Count; i++)
            {
                if (document.Follow(list[i]) is { } found && SpecDocument.Text(found["name"]) == parameter.Name
                    && string.Equals(SpecDocument.Text(found["in"]), parameter.Kind.ToString(), StringComparison.OrdinalIgnoreCase))
                    return (SpecDocument.Text(list[i]!["$ref"]) ?? $"{at}/parameters/{i}", found);
            }
        }

        return (pointer, node);
    }

    private void Body()
    {
        var request = theirs.RequestBody;
        var at = SpecDocument.Text(node?["requestBody"]?["$ref"]) ?? pointer + "/requestBody";
        var raw = document.Follow(node?["requestBody"]);
        if ((ours.Body is null) != (request is null || request.Content.Count == 0))
            Add(DifferenceKind.Body, pointer, node, "body", ours.Body?.ContentType, request is null ? null : string.Join(", ", request.Content.Keys));
        if (ours.Body is null || request is null)
            return;
        tally.Parameters++;
        var type = request.Content.Keys.FirstOrDefault(key => Bare(key) == Bare(ours.Body.ContentType)) ?? request.Content.Keys.FirstOrDefault(key => key.Contains('*', StringComparison.Ordinal));
        var media = type is null ? null : request.Content[type];
        var body = ours.Parameters.FirstOrDefault(parameter => parameter.Place == ParameterPlace.Body);
        if (body is not null && body.Required != request.IsRequired)
            Add(DifferenceKind.ParameterRequired, pointer, node, "body", body.Required ? "required" : "optional", request.IsRequired ? "required" : "optional");
        if (media?.Schema is null)
        {
            if (request.Content.Values.Any(other => other.Schema is { } schema && new SchemaPlace(document, "", null, schema).HasContent()))
                Add(DifferenceKind.Body, at, raw, "schema", ours.Body.ContentType, string.Join(", ", request.Content.Keys));
            return;
        }

        var place = new SchemaPlace(document, $"{at}/content/{SpecDocument.Escape(type!)}/schema", raw?["content"]?[type!]?["schema"], media.Schema);
        if (body?.Type.Kind is TypeKind.PlainText or TypeKind.Octets)
            NoJson(place, raw, type!);
        else if (body is not null)
            schemas.Compare(body.Type, place);
        else
            Parts(place, raw?["content"]?[type!]?["encoding"]);
        foreach (var (another, other) in request.Content.Where(entry => entry.Key != type))
        {
            if (other.Schema is { } schema && schema.ActualSchema != media.Schema.ActualSchema && new SchemaPlace(document, "", null, schema).HasContent())
                Add(DifferenceKind.Body, at, raw, another, ours.Body.ContentType, another);
        }
    }

    private void NoJson(SchemaPlace place, JsonNode? body, string type)
    {
        if (place.HasContent())
            Add(DifferenceKind.Body, place.Pointer, body, type, null, "schema");
    }

    private void Parts(SchemaPlace place, JsonNode? encoding)
    {
        var reading = new SchemaReading(place.Target);
        var parts = ours.Parameters.Where(parameter => parameter.Place == ParameterPlace.Part).ToDictionary(parameter => parameter.WireName);
        foreach (var (name, places) in reading.Properties)
        {
            tally.Properties++;
            if (!parts.Remove(name, out var part))
            {
                tally.Add(reading, DifferenceKind.Property, name, null, "property");
                continue;
            }

            if (part.Required != reading.Required.Contains(name))
                tally.Add(reading, DifferenceKind.Required, name, part.Required ? "required" : "optional", part.Required ? "optional" : "required");

            // The encoding's content type is to a part what the media type is to a body.
            var whole = SchemaPlace.OneOf(places);
            if (part.Type.Kind is TypeKind.Text or TypeKind.File && SpecDocument.Text(encoding?[name]?["contentType"]) is { } type && whole.HasContent())
                NoJson(whole, new JsonObject { ["content"] = new JsonObject { [type] = new JsonObject() } }, type);
            else
                schemas.Compare(part.Type, whole);
        }

        foreach (var name in parts.Keys)
            tally.Add(reading, DifferenceKind.Property, name, "property", null);
        schemas.Seen.Add(place.Target.Schema);
        tally.Compared.UnionWith(reading.Pointers);
    }

    private void Answer(string status)
    {
        var response = theirs.Responses[status].ActualResponse;
        var at = SpecDocument.Text(node?["responses"]?[status]?["$ref"]) ?? $"{pointer}/responses/{status}";
        var raw = document.Follow(node?["responses"]?[status]);
        var type = Type(status);
        var places = response.Content.Where(entry => entry.Value.Schema is not null).ToDictionary(
            entry => entry.Key, entry => new SchemaPlace(document, $"{at}/content/{SpecDocument.Escape(entry.Key)}/schema", raw?["content"]?[entry.Key]?["schema"], entry.Value.Schema));
        var chosen = response.Content.Keys.FirstOrDefault(content => Bare(content) == "application/json") ?? response.Content.Keys.FirstOrDefault(IsJson);
        foreach (var (content, place) in places)
        {
            if (content.StartsWith("text/event-stream", StringComparison.Ordinal) && ours.EventStream is { } events)
                schemas.Compare(events.Item, new SchemaReading(place.Target).Element(false) ?? place);
            else if (content == chosen && type is not null)
                schemas.Compare(type, place);
            else if (place.HasContent() && (type is null || !places.Any(other => other.Key == chosen && other.Value.Target.Schema == place.Target.Schema)))
                Add(DifferenceKind.Answer, at, raw, status + " " + content, type?.Kind.ToString(), "schema");
        }
    }

    private static string Bare(string type) => type.Split(';', ',')[0].Trim();

    private static bool IsJson(string type) => type is "*/*" or "application/*" or "text/json" || Bare(type).EndsWith("+json", StringComparison.Ordinal);

    private TypeRef? Type(string status)
    {
        if (ours.Answers.FirstOrDefault(answer => answer.Status == status) is { } answer)
            return answer.Type;
        if (ours.Errors.FirstOrDefault(error => error.Statuses.Contains(status)) is { } error)
            return error.Type;
        return status[0] == '2' || !theirs.Responses.Keys.Any(other => other[0] == '2') ? ours.Result : null;
    }

    private void Add(DifferenceKind kind, string at, JsonNode? raw, string name, string? mine, string? other) =>
        tally.Differences.Add(new(kind, document, at, raw, name, mine, other) { Owner = pointer });
}
