using System.Text;
using Pepay.Runtime.Http;

namespace XPay.Api.Tests;

/// <summary>xPay's one error envelope becomes a typed exception at every status and operation; anything else keeps its bytes.</summary>
public sealed class ErrorEnvelopeTests
{
    private static readonly Dictionary<string, Func<XPayClient, Task>> Operations = new()
    {
        ["getIntent"] = client => client.Payments.GetIntentAsync("in_1"),
        ["listIntents"] = client => client.Payments.ListIntentsAsync(),
        ["listRefundsForIntent"] = client => client.Refunds.ListRefundsForIntentAsync("in_1"),
    };

    public static TheoryData<string, int, string> Answers()
    {
        var data = new TheoryData<string, int, string>();
        foreach (var operation in Operations.Keys)
        {
            foreach (var (status, code) in new[]
                {
                    (400, "bad_request"), (401, "unauthorized"), (404, "resource_not_found"), (409, "bad_request"), (429, "rate_limit_exceeded"), (500, "internal_server_error"),
                })
                data.Add(operation, status, code);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task Error_InThePublishedEnvelope_IsTypedAndNamesItsCode(string operation, int status, string code)
    {
        var body = $$"""{"errorCode":"{{code}}","errorDescription":"For people.","unheardOf":1}""";

        var exception = await Should.ThrowAsync<ApiException<Error>>(() => Operations[operation](Client(status, body)));

        (exception.OperationId, exception.StatusCode, exception.ErrorCode).ShouldBe((operation, status, code));
        exception.Message.ShouldContain($"error code {code}");
        exception.Message.ShouldNotContain("For people");
        exception.Error.ErrorDescription.ShouldBe("For people.");
        Encoding.UTF8.GetString(exception.ResponseBody.Span).ShouldBe(body);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Service Unavailable")]
    [InlineData("""{"errorCode":""")]
    [InlineData("[]")]
    public async Task Error_InNoKnownEnvelope_KeepsStatusAndBytes(string body)
    {
        foreach (var call in Operations.Values)
        {
            var exception = await Should.ThrowAsync<ApiException>(() => call(Client(400, body)));
            (exception.StatusCode, exception.ErrorCode).ShouldBe((400, null));
            Encoding.UTF8.GetString(exception.ResponseBody.Span).ShouldBe(body);
        }
    }

    private static XPayClient Client(int status, string body)
    {
        // Asked to wait longer than anybody does, the transport hands the answer over at once.
        var http = new HttpClient(new AnsweringHandler(status, body, ("Retry-After", "900")));
        return new XPayClient(new ApiTransport(http, new Uri("https://xpay.example"), XPayDescriptor.Instance, ApiCredentials.None.With("basicAuth", "a:b")));
    }
}
