using System.Text;
using Pepay.Runtime.Http;
using static Pepay.Runtime.Tests.Http.ApiFixture;

namespace Pepay.Runtime.Tests.Http;

public sealed class ApiAuthenticationTests
{
    [Fact]
    public async Task Send_SeveralAlternatives_TakesTheFirstThatIsComplete()
    {
        var api = new ApiFixture { Credentials = ApiCredentials.None.With("sessionToken", "pst_1").With("dashboard", "jwt") }.Answers(200);
        await api.SendAsync(Request(HttpMethod.Get, security: [["sessionToken", "sessionSignature"], ["dashboard"], ["merchantKey"]]));
        api.Sent[0].Headers["Authorization"].ShouldBe("Bearer jwt");
        api.Sent[0].Headers.ShouldNotContainKey("x-session-token");
    }

    [Fact]
    public async Task Send_AlternativeOfTwoSchemes_SendsBoth()
    {
        var api = new ApiFixture { Credentials = ApiCredentials.None.With("sessionToken", "pst_1").With("sessionSignature", "sig_1") }.Answers(200);
        await api.SendAsync(Request(HttpMethod.Get, security: [["sessionToken", "sessionSignature"]]));
        api.Sent[0].Headers["x-session-token"].ShouldBe("pst_1");
        api.Sent[0].Headers["x-signature"].ShouldBe("sig_1");
    }

    [Fact]
    public async Task Send_EachKind_PutsTheCredentialWhereItBelongs()
    {
        var api = new ApiFixture
        {
            Credentials = ApiCredentials.None.With("basic", "public:prïvate").With("wsToken", "a+b").With("cookie", "c"),
        }.Answers(200);
        await api.SendAsync(Request(HttpMethod.Get, security: [["basic", "wsToken", "cookie"]]));
        api.Sent[0].Headers["Authorization"].ShouldBe($"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes("public:prïvate"))}");
        api.Sent[0].Line.ShouldBe("GET /base/things?token=a%2Bb");
        api.Sent[0].Headers["Cookie"].ShouldBe("sid=c");
    }

    [Fact]
    public async Task Send_NoSecurity_SendsNoCredential()
    {
        var api = new ApiFixture().Answers(200);
        await api.SendAsync(Request(HttpMethod.Get));
        api.Sent[0].Headers.Keys.ShouldNotContain("x-api-key");
    }

    [Fact]
    public async Task Send_CredentialIsMissing_SendsNothingAndSaysWhatToConfigure()
    {
        var api = new ApiFixture();
        var error = await api.FailAsync(Request(HttpMethod.Get, security: [["sessionToken", "sessionSignature"], ["dashboard"]]));
        error.Message.ShouldBe("Operation doIt was not sent: it needs credentials for 'sessionToken' with 'sessionSignature', or 'dashboard'. "
            + "Configured for this account of Pepay: credentials for merchantKey. "
            + "Give them when the client is made or registered: ApiCredentials.None.With(\"sessionToken\", ...).With(\"sessionSignature\", ...).");
        api.Sent.ShouldBeEmpty();
    }

    [Fact]
    public async Task With_OtherCredentials_LeavesTheFirstTransportAlone()
    {
        var api = new ApiFixture().Answers(200).Answers(200);
        var other = api.Transport.With(ApiCredentials.None.With("merchantKey", "other"));
        await other.SendAsync(Request(HttpMethod.Get, security: [["merchantKey"]]), default);
        await api.SendAsync(Request(HttpMethod.Get, security: [["merchantKey"]]));
        api.Sent.Select(s => s.Headers["x-api-key"]).ShouldBe(["other", "sk_live_secret"]);
    }

    [Fact]
    public void Credentials_AsText_NameTheSchemesOnly()
    {
        var credentials = ApiCredentials.None.With("merchantKey", "sk_live_secret").With("basic", "a:b");
        credentials.ToString().ShouldBe("credentials for basic, merchantKey");
        ApiCredentials.None.ToString().ShouldBe("no credentials");
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("key\n")]
    public void Credentials_SecretThatCannotBeOne_IsRefusedWithoutShowingIt(string secret) =>
        Should.Throw<ArgumentException>(() => ApiCredentials.None.With("merchantKey", secret)).Message.ShouldContain("merchantKey");

    [Fact]
    public async Task Send_WhateverGoesWrong_NoSecretIsInAMessageOrTheLog()
    {
        const string Secret = "sk_live_secret";
        var credentials = ApiCredentials.None.With("merchantKey", Secret).With("wsToken", Secret).With("basic", $"u:{Secret}");
        var api = new ApiFixture { Credentials = credentials }
            .Breaks(new HttpRequestException(HttpRequestError.ConnectionError, "refused")).Answers(503).Answers(500);
        var (response, _) = await api.SendAsync(Request(HttpMethod.Get, security: [["merchantKey", "wsToken", "basic"]]));
        var broken = new ApiFixture { Credentials = credentials }
            .Breaks(new HttpRequestException("refused")).Breaks(new IOException("reset")).Breaks(new HttpRequestException("refused"));
        var error = await broken.FailAsync(Request(HttpMethod.Get, security: [["merchantKey", "wsToken", "basic"]]));

        var all = string.Join('\n', [.. api.Log, .. broken.Log, error.ToString(), new ApiException(response).ToString(), credentials.ToString()]);
        api.Log.Count.ShouldBe(2);
        all.ShouldNotContain(Secret);
        all.ShouldNotContain(Convert.ToBase64String(Encoding.UTF8.GetBytes($"u:{Secret}")));
    }
}
