using System.Text;
using Pepay.Runtime.Http;

namespace Pepay.Api.Tests;

/// <summary>Every error envelope that the documentation shows becomes a typed exception with code, status and request id; anything else keeps its bytes.</summary>
public sealed class ErrorEnvelopeTests
{
    private static readonly Dictionary<string, Func<PepayClient, Task>> Operations = new()
    {
        ["getInvoice"] = client => client.Invoices.GetInvoiceAsync("550e8400-e29b-41d4-a716-446655440000"),
        ["listEvents"] = client => client.Events.ListEventsAsync(),
        ["getSessionDetails"] = client => client.PaymentSessions.GetSessionDetailsAsync(),
        ["searchProducts"] = client => client.Commerce.SearchProductsAsync("lamp"),
    };

    public static TheoryData<string, string, int, string, string> Envelopes()
    {
        var data = new TheoryData<string, string, int, string, string>();
        foreach (var operation in Operations.Keys)
        {
            data.Add(operation, "error-key-invalid.json", 401, "API_KEY_INVALID", "Invalid API key");
            data.Add(operation, "error-key-invalid.json", 409, "API_KEY_INVALID", "Invalid API key");
            data.Add(operation, "error-legacy.json", 400, "INTERNAL_SERVER_ERROR", "Something went wrong");
            data.Add(operation, "error-rate-limit.json", 429, "RATE_LIMIT_EXCEEDED", "Too many requests");
            data.Add(operation, "error-rate-limit.json", 418, "RATE_LIMIT_EXCEEDED", "Too many requests");
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Envelopes))]
    public async Task Error_InAPublishedEnvelope_IsTypedAndNamesCodeAndRequest(string operation, string file, int status, string code, string message)
    {
        var body = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Published", file));

        var exception = await Should.ThrowAsync<ApiException<Error>>(() => Operations[operation](Client(status, body)));

        (exception.OperationId, exception.StatusCode, exception.ErrorCode, exception.RequestId).ShouldBe((operation, status, code, "req_7"));
        exception.Message.ShouldContain($"error code {code}, request id req_7");
        Encoding.UTF8.GetString(exception.ResponseBody.Span).ShouldBe(body);
        MessageOf(exception.Error).ShouldBe(message);
        exception.RetryAfter.ShouldBe(TimeSpan.FromSeconds(900));
        exception.OutcomeUnknown.ShouldBeFalse();
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html><body>502 Bad Gateway</body></html>")]
    [InlineData("""{"success": false, "error": {"co""")]
    [InlineData("""{"ok":false}""")]
    [InlineData("[]")]
    [InlineData("null")]
    public async Task Error_InNoKnownEnvelope_KeepsStatusRequestAndBytes(string body)
    {
        foreach (var call in Operations.Values)
        {
            var exception = await Should.ThrowAsync<ApiException>(() => call(Client(400, body)));
            (exception.StatusCode, exception.RequestId, exception.ErrorCode).ShouldBe((400, "req_7", null));
            Encoding.UTF8.GetString(exception.ResponseBody.Span).ShouldBe(body);
        }
    }

    private static string? MessageOf(Error error) =>
        error.AsNestedError?.Error.Message ?? error.AsFlatError?.Error ?? error.AsRateLimitError?.Message;

    private static PepayClient Client(int status, string body)
    {
        var credentials = PepayDescriptor.Instance.SecuritySchemes.Aggregate(ApiCredentials.None, (all, scheme) => all.With(scheme.Name, "secret"));
        var http = new HttpClient(new AnsweringHandler(status, body, ("x-request-id", "req_7"), ("Retry-After", "900")));
        return new PepayClient(new ApiTransport(http, new Uri("https://pepay.example"), PepayDescriptor.Instance, credentials));
    }
}
