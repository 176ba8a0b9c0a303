using System.Text;
using Pepay.Generator.Model;

namespace Pepay.Generator.Emit;

/// <summary>Writes the provider descriptor, which the runtime executes.</summary>
internal static class DescriptorEmitter
{
    public static string Emit(ProviderFile provider)
    {
        var model = provider.Descriptor;
        var writer = SourceFile.Begin(provider.Namespace);
        DocEmitter.Summary(writer, "What the specifications of " + model.DisplayName + " say about transport, webhooks and events.");
        writer.Line(Names.GeneratedCode);
        writer.Open((provider.IsPublic ? "public" : "internal") + " static class " + provider.Names.Descriptor);
        DocEmitter.Summary(writer, "The stable key of the provider.");
        writer.Line("public const string ProviderName = " + Literals.Text(model.Name) + ";").Line();
        DocEmitter.Summary(writer, "The descriptor.");
        writer.Open("public static " + Names.Providers + "ProviderDescriptor Instance { get; } = new()");
        writer.Line("Name = ProviderName,");
        writer.Line("DisplayName = " + Literals.Text(model.DisplayName) + ",");
        if (model.BaseUrl is { } baseUrl)
            writer.Line("BaseUrl = new global::System.Uri(" + Literals.Text(baseUrl) + "),");
        if (model.Retry is { } retry)
            Retry(writer, retry);
        Security(writer, model);
        writer.Line("Operations = global::" + provider.Namespace + "." + provider.Names.Operations + ".All,");
        writer.Line("EventTypes = global::" + provider.Namespace + "." + provider.Names.Events + ".Types,");
        if (model.Webhook is { } webhook)
            Webhook(writer, webhook);
        writer.Close(";").Close();
        return writer.ToString();
    }

    private static void Retry(CodeWriter writer, RetryModel retry)
    {
        writer.Open("Retry = new()");
        writer.Line("Statuses = " + OperationsEmitter.Numbers(retry.Statuses) + ",");
        writer.Line("MaxRetries = " + Literals.Number(retry.MaxRetries) + ",");
        writer.Line("Timeout = " + Milliseconds(retry.TimeoutMilliseconds) + ",");
        writer.Line("RequestIdHeaders = " + Literals.List(retry.RequestIdHeaders) + ",");
        if (retry.Limit is { } limit)
            writer.Line("Limit = new(" + Literals.Number(limit.Requests) + ", " + Milliseconds(limit.PerMilliseconds) + "),");
        writer.Close(",");
    }

    private static void Security(CodeWriter writer, DescriptorModel model)
    {
        writer.Line("SecuritySchemes =").Line("[").Indent();
        foreach (var scheme in model.Security)
            writer.Line("new(" + Literals.Text(scheme.Name) + ", " + Names.Http + "ApiSecurityKind." + scheme.Kind + ", " + Literals.OrNull(scheme.Parameter) + "),");
        writer.Outdent().Line("],");
    }

    private static void Webhook(CodeWriter writer, WebhookModel webhook)
    {
        writer.Open("Webhook = new()");
        writer.Line("Schemes =").Line("[").Indent();
        foreach (var scheme in webhook.Schemes)
            Scheme(writer, scheme);
        writer.Outdent().Line("],");
        writer.Open("Event = new()");
        writer.Line("Id = " + Literals.List(webhook.EventId) + ",");
        writer.Line("Type = " + Literals.Text(webhook.EventTypePointer) + ",");
        if (webhook.CreatedPointer is not null)
            writer.Line("Created = new(" + Literals.Text(webhook.CreatedPointer) + ", " + Unit(webhook.CreatedUnit) + "),");
        writer.Line("Environment =").Line("[").Indent();
        foreach (var source in webhook.Environment)
            writer.Line("new(" + Literals.Text(source.Live) + ", " + Literals.Text(source.Test) + ", " + Literals.OrNull(source.Pointer) + ", " + Literals.OrNull(source.Header) + "),");
        writer.Outdent().Line("],");
        writer.Line("OrderingKey = " + Groups(webhook.OrderingKey) + ",");
        writer.Line("Items = " + Literals.OrNull(webhook.Items) + ",");
        writer.Close(",");
        if (webhook.DeadlineMilliseconds is { } deadline)
            writer.Line("SenderDeadline = " + Milliseconds(deadline) + ",");
        writer.Line("BackfillOperation = " + Literals.OrNull(webhook.Backfill) + ",");
        writer.Close(",");
    }

    private static void Scheme(CodeWriter writer, WebhookSchemeModel scheme)
    {
        writer.Open("new()");
        writer.Line("Name = " + Literals.Text(scheme.Name) + ",");
        writer.Line("Algorithm = " + Names.Providers + "WebhookAlgorithm." + scheme.Algorithm switch
        {
            "hmac-sha256" => "HmacSha256",
            "hmac-sha512" => "HmacSha512",
            _ => "EcdsaP256Sha256",
        } + ",");
        writer.Line("KeyEncoding = " + Encoding(scheme.KeyEncoding) + ",");
        writer.Line("Signature = " + Signature(scheme.Signature) + ",");
        if (scheme.PreviousSignature is { } previous)
            writer.Line("PreviousSignature = " + Signature(previous) + ",");
        writer.Line("SignedPayload = " + Literals.Text(scheme.SignedPayload) + ",");
        if (scheme.TimestampHeader is { } header)
            writer.Line("Timestamp = new(" + Literals.Text(header) + ", " + Unit(scheme.TimestampUnit) + "),");
        if (scheme.ToleranceMilliseconds is { } tolerance)
            writer.Line("Tolerance = " + Milliseconds(tolerance) + ",");
        writer.Line("ProvesAccount = " + Literals.Flag(scheme.ProvesAccount) + ",");
        writer.Close(",");
    }

    private static string Signature(SignatureModel signature) =>
        "new(" + Encoding(signature.Encoding) + ", " + Literals.OrNull(signature.Header) + ", " + Literals.OrNull(signature.Pointer) + ")";

    private static string Encoding(string encoding) => Names.Providers + "WebhookEncoding." + encoding switch
    {
        "hex" => "Hex",
        "base64" => "Base64",
        _ => "Utf8",
    };

    private static string Unit(string? unit) => Names.Providers + "EpochUnit." + (unit == "milliseconds" ? "Milliseconds" : "Seconds");

    private static string Milliseconds(long value) => "global::System.TimeSpan.FromMilliseconds(" + Literals.Number(value) + "d)";

    private static string Groups(EquatableArray<EquatableArray<string>> groups)
    {
        var text = new StringBuilder("[");
        for (var i = 0; i < groups.Count; i++)
            text.Append(i == 0 ? "" : ", ").Append(Literals.List(groups[i]));
        return text.Append(']').ToString();
    }
}
