using Pepay.Generator.Diagnostics;

namespace Pepay.Generator.Reading;

/// <summary>
/// The words that a specification gives to one kind of object. A word that it does not know would be passed over in silence, and with it what it
/// says: one that is near to a known word, or has its place elsewhere, is reported. Any other is taken for an addition of somebody's own.
/// </summary>
internal sealed class Vocabulary
{
    private const string OfSchemas = "type properties items format enum $ref allOf oneOf anyOf additionalProperties default minimum maximum pattern minLength maxLength";

    private readonly string what;
    private readonly string[] words;
    private readonly HashSet<string> known;
    private readonly Dictionary<string, string> elsewhere = new(StringComparer.Ordinal);

    // Names of our own extensions that have their place here.
    private string[] extensions = [];

    // Whether there are no other words than these, because the object is an extension of ours.
    private bool isClosed;

    /// <param name="what">The kind of object, as a message names it.</param>
    /// <param name="words">The words that a misspelt one may have been meant to be.</param>
    /// <param name="others">Words that are known, but too rare to have been meant.</param>
    /// <param name="elsewhere">Words that belong to another place, each group with what to do.</param>
    private Vocabulary(string what, string words, string others = "", params (string Words, string Remedy)[] elsewhere)
    {
        this.what = what;
        this.words = words.Split(' ');
        known = new([.. this.words, .. others.Split(' ')], StringComparer.Ordinal);
        foreach (var (group, remedy) in elsewhere)
        {
            foreach (var word in group.Split(' '))
                this.elsewhere[word] = remedy;
        }
    }

    public static Vocabulary Document { get; } = new(
        "an OpenAPI document", "openapi info servers paths webhooks components security tags externalDocs", "jsonSchemaDialect $self $schema",
        ("securityDefinitions", "put them under 'components: securitySchemes'"), ("host basePath schemes", "give the address under 'servers'"))
    {
        extensions = ["x-provider", "x-webhook", "x-retry"],
    };

    public static Vocabulary Components { get; } = new(
        "'components'", "schemas responses parameters requestBodies headers securitySchemes", "examples links callbacks pathItems mediaTypes",
        ("securityDefinitions", "put them under 'securitySchemes'"), ("paths", "put it at the root"));

    public static Vocabulary Server { get; } = new("a server", "url description variables name");

    public static Vocabulary PathItem { get; } = new(
        "a path", "$ref summary description get put post delete options head patch trace servers parameters", "query additionalOperations",
        ("operationId requestBody responses tags", "put it under a method such as 'get'"));

    public static Vocabulary Operation { get; } = new(
        "an operation", "tags summary description operationId parameters requestBody responses deprecated security servers externalDocs callbacks", "",
        ("consumes", "name the content types under 'requestBody: content'"), ("produces", "name the content types under 'content' of the responses"))
    {
        extensions = ["x-idempotency", "x-pagination", "x-return-parameter"],
    };

    public static Vocabulary Parameter { get; } = new(
        "a parameter", "name in description required deprecated style explode schema content example examples", "allowEmptyValue allowReserved",
        (OfSchemas, "put it under 'schema'"), ("collectionFormat", "use 'style' and 'explode'"));

    public static Vocabulary RequestBody { get; } = new(
        "a request body", "description content required", "", ("schema", "put it under 'content' and a content type"));

    public static Vocabulary Response { get; } = new(
        "a response", "description headers content links summary", "", ("schema", "put it under 'content' and a content type"));

    public static Vocabulary MediaType { get; } = new(
        "a content type", "schema example examples encoding", "itemSchema prefixEncoding itemEncoding", (OfSchemas, "put it under 'schema'"));

    public static Vocabulary Encoding { get; } = new("an encoding", "contentType headers style explode", "allowReserved encoding prefixEncoding itemEncoding");

    public static Vocabulary Header { get; } = new(
        "a header", "description required deprecated style explode schema content example examples", "name in allowEmptyValue allowReserved", (OfSchemas, "put it under 'schema'"));

    public static Vocabulary SecurityScheme { get; } = new(
        "a security scheme", "type description name in scheme bearerFormat flows openIdConnectUrl", "deprecated oauth2MetadataUrl");

    public static Vocabulary Discriminator { get; } = new("a discriminator", "propertyName mapping", "defaultMapping");

    public static Vocabulary Schema { get; } = new(
        "a schema",
        "$ref $defs title description type format enum const default nullable properties required items allOf oneOf anyOf not additionalProperties patternProperties"
        + " prefixItems if then else unevaluatedProperties discriminator readOnly writeOnly deprecated example examples pattern multipleOf maximum minimum"
        + " exclusiveMaximum exclusiveMinimum maxLength minLength maxItems minItems uniqueItems maxProperties minProperties contentEncoding contentMediaType",
        "$schema $id id $anchor $dynamicRef $dynamicAnchor $recursiveRef $recursiveAnchor $vocabulary $comment definitions dependencies additionalItems propertyNames"
        + " contains dependentSchemas dependentRequired unevaluatedItems externalDocs xml maxContains minContains contentSchema")
    {
        extensions = ["x-money", "x-epoch", "x-string-number"],
    };

    public static Vocabulary AsyncDocument { get; } = new(
        "an AsyncAPI document", "asyncapi info servers channels operations components", "id defaultContentType",
        ("messages", "put them under 'components'"))
    {
        extensions = ["x-provider", "x-webhook", "x-retry"],
    };

    public static Vocabulary AsyncComponents { get; } = new(
        "'components'", "schemas servers channels operations messages securitySchemes parameters",
        "serverVariables correlationIds replies replyAddresses externalDocs tags operationTraits messageTraits serverBindings channelBindings operationBindings messageBindings");

    public static Vocabulary Channel { get; } = new(
        "a channel", "address messages title summary description servers parameters", "tags externalDocs bindings $ref", ("publish subscribe", "put its message under 'messages'"));

    public static Vocabulary Message { get; } = new(
        "a message", "headers payload contentType name title summary description traits", "correlationId tags externalDocs bindings examples",
        ("schemaFormat", "put it under 'payload', with the schema beside it under 'schema'"));

    public static Vocabulary Retry { get; } = new("x-retry", "statuses maxRetries timeout retryAfter requestId limit") { isClosed = true };

    public static Vocabulary RateLimit { get; } = new("x-retry.limit", "requests per") { isClosed = true };

    public static Vocabulary Idempotency { get; } = new("x-idempotency", "header required format pattern maxLength lifetime replaysFailures inProgress note") { isClosed = true };

    public static Vocabulary Pagination { get; } = new("x-pagination", "style items more next cursor cursorParameter offsetParameter limitParameter") { isClosed = true };

    public static Vocabulary Webhook { get; } = new("x-webhook", "schemes event delivery backfill") { isClosed = true };

    public static Vocabulary WebhookEvent { get; } = new("x-webhook.event", "id type created environment orderingKey items") { isClosed = true };

    public static Vocabulary SignatureScheme { get; } = new(
        "a signature scheme", "name algorithm keyEncoding signature previousSignature signedPayload timestamp tolerance provesAccount") { isClosed = true };

    /// <returns>Whether a word was reported.</returns>
    public bool Check(DiagnosticBag diagnostics, SpecNode node)
    {
        var found = false;
        foreach (var entry in node.Entries)
        {
            if (known.Contains(entry.Key) || Remedy(entry.Key, node) is not { } remedy)
                continue;
            diagnostics.Report(DiagnosticIds.UnknownWord, entry.Value.File, entry.KeyAt, entry.Key, what, remedy);
            found = true;
        }

        return found;
    }

    private string? Remedy(string word, SpecNode node)
    {
        if (word.StartsWith("x-", StringComparison.OrdinalIgnoreCase))
            return Extension(word, node);
        if (elsewhere.TryGetValue(word, out var remedy))
            return remedy;

        // A schema may have words of anybody's; beside the one that they resemble they are hardly meant to be it.
        return Spelling.Nearest(word, words, mayBeCut: true) is { } nearest && !(this == Schema && node.Has(nearest)) ? $"did you mean '{nearest}'?"
            : isClosed ? "use one of " + string.Join(", ", words) : null;
    }

    // Extensions are anybody's: only a slip in the name of one of ours is one. The plural is another one that is widespread.
    private string? Extension(string word, SpecNode node) =>
        Array.IndexOf(extensions, word) < 0 && Spelling.Nearest(word, extensions, mayBeCut: false) is { } nearest && !node.Has(nearest) && word != nearest + "s"
            ? $"did you mean '{nearest}'?"
            : null;
}
