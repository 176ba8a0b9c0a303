using System.Net;
using System.Text;

namespace Pepay.Runtime.AspNetCore.Tests;

public sealed class WebhookAnswerTests : IAsyncLifetime
{
    private readonly WebhookServer server = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await server.DisposeAsync();

    [Fact]
    public async Task Post_Genuine_IsStoredAndThenAccepted()
    {
        (await server.SendAsync(server.Request())).ShouldBe((200, """{"ok":true,"result":"accepted"}"""));
        var stored = server.Store.Stored.ShouldHaveSingleItem();
        (stored.Provider, stored.Account, stored.EventId, stored.SecretId).ShouldBe(("pepay", "default", "evt_1", "id-of-secret"));
        Encoding.UTF8.GetString(stored.Body.Span).ShouldBe(WebhookServer.Body);
    }

    [Fact]
    public async Task Post_SameEventAgain_IsAnsweredAsDuplicate()
    {
        await server.SendAsync(server.Request());
        (await server.SendAsync(server.Request())).ShouldBe((200, """{"ok":true,"result":"duplicate"}"""));
        server.Store.Stored.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Post_WrongSecret_Is401AndStoresNothing()
    {
        (await server.SendAsync(server.Request(key: "other"))).ShouldBe((401, """{"ok":false,"error":"the signature does not fit"}"""));
        server.Log.ShouldContain(line => line.StartsWith("Warning: Webhook of pepay/default refused with 401: wrong-signature", StringComparison.Ordinal));
        server.Store.Stored.ShouldBeEmpty();
    }

    [Fact]
    public async Task Post_ChangedBody_Is401()
    {
        var request = server.Request();
        request.Content = new StringContent(WebhookServer.Body.Replace("evt_1", "evt_2", StringComparison.Ordinal));
        (await server.SendAsync(request)).Status.ShouldBe(401);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(-301)]
    public async Task Post_StaleOrFromTheFuture_Is401(int seconds) =>
        (await server.SendAsync(server.Request(age: TimeSpan.FromSeconds(seconds)))).ShouldBe((401, """{"ok":false,"error":"the signing time is too far from now"}"""));

    [Fact]
    public async Task Post_WithoutSignature_Is401()
    {
        var request = server.Request();
        request.Headers.Remove("X-Pepay-Signature");
        (await server.SendAsync(request)).Status.ShouldBe(401);
    }

    [Fact]
    public async Task Post_DuplicateHeaders_AreEachTriedAndAForeignTimestampIsRefused()
    {
        var request = server.Request();
        request.Headers.Add("X-Pepay-Signature", "zz");
        (await server.SendAsync(request)).Status.ShouldBe(200);
        request = server.Request();
        request.Headers.Add("X-Pepay-Timestamp", "1");
        (await server.SendAsync(request)).Status.ShouldBe(401);
    }

    [Fact]
    public async Task Post_WhileTheSenderRotates_IsAcceptedWithEitherSecret()
    {
        var request = server.Request(key: "new");
        request.Headers.Add("X-Pepay-Signature-Previous", server.Request().Headers.GetValues("X-Pepay-Signature"));
        (await server.SendAsync(request)).Status.ShouldBe(200);
        server.Secrets = [WebhookServer.Secret("new")];
        (await server.SendAsync(server.Request(key: "new"))).Status.ShouldBe(200);
        (await server.SendAsync(server.Request())).Status.ShouldBe(401);
    }

    [Fact]
    public async Task Post_NoContentType_IsJudgedByItsBytesAlone()
    {
        var request = server.Request();
        request.Content!.Headers.ContentType.ShouldBeNull();
        (await server.SendAsync(request)).Status.ShouldBe(200);
        request = server.Request(WebhookServer.Body.Replace("evt_1", "evt_2", StringComparison.Ordinal));
        request.Content!.Headers.ContentType = new("text/plain");
        (await server.SendAsync(request)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Post_ToAnAccount_NeedsThatAccountsSecret()
    {
        (await server.SendAsync(server.Request(path: "/webhooks/pepay/second"))).Status.ShouldBe(401);
        (await server.SendAsync(server.Request(key: "of the second", path: "/webhooks/pepay/second"))).Status.ShouldBe(200);
        server.Store.Stored.ShouldHaveSingleItem().Account.ShouldBe("second");
    }

    [Theory]
    [InlineData("/webhooks/other")]
    [InlineData("/webhooks/pepay/third")]
    [InlineData("/webhooks/PEPAY")]
    public async Task Post_UnknownProviderOrAccount_Is404(string path) => (await server.SendAsync(server.Request(path: path))).Status.ShouldBe(404);

    [Fact]
    public async Task Get_IsNotAllowed() => (await server.Client.GetAsync("/webhooks/pepay")).StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);

    [Fact]
    public async Task Post_NoSecretConfigured_Is503SoThatNothingIsLost()
    {
        server.Secrets = [];
        (await server.SendAsync(server.Request())).Status.ShouldBe(503);
        server.Secrets = [WebhookServer.Secret("s1")];
        (await server.SendAsync(server.Request())).Status.ShouldBe(200);
        server.Log.ShouldContain(line => line.StartsWith("Error: Webhook of pepay/default refused because of this shop's configuration", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("not json", "sha256-")]
    [InlineData("", "sha256-")]
    [InlineData("""{"type":"invoice.updated"}""", "sha256-")]
    [InlineData("""{"id":"evt_1","type":"invoice.updated","a":"1","b":"2"}""", "evt_1")]
    public async Task Post_GenuineButUnreadable_IsKeptAsDeadLetterAndNotSentForEver(string body, string id)
    {
        (await server.SendAsync(server.Request(body))).ShouldBe((200, """{"ok":true,"result":"accepted"}"""));
        (await server.SendAsync(server.Request(body))).ShouldBe((200, """{"ok":true,"result":"duplicate"}"""));
        var stored = server.Store.Stored.ShouldHaveSingleItem();
        stored.Problem.ShouldNotBeNull();
        stored.EventId.ShouldStartWith(id);
        Encoding.UTF8.GetString(stored.Body.Span).ShouldBe(body);
        server.Log.ShouldContain(line => line.StartsWith("Error: A genuine webhook of pepay/default cannot be read", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Post_SecretsCannotBeRead_Is503()
    {
        await using var broken = new WebhookServer();
        var account = broken.Secrets;
        broken.Secrets = null!;
        (await broken.SendAsync(broken.Request())).Status.ShouldBe(503);
        broken.Secrets = account;
        (await broken.SendAsync(broken.Request())).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Post_WhateverTheAnswer_NoSecretAndNoSignatureIsInAnswerOrLog()
    {
        var good = server.Request();
        var signature = good.Headers.GetValues("X-Pepay-Signature").Single();
        var answers = new[]
        {
            await server.SendAsync(good),
            await server.SendAsync(server.Request(key: "other")),
            await server.SendAsync(server.Request(age: TimeSpan.FromHours(1))),
            await server.SendAsync(server.Request("not json")),
        };
        var all = string.Join('\n', [.. answers.Select(a => a.Text), .. server.Log]);
        server.Log.ShouldNotBeEmpty();
        all.ShouldNotContain(signature);
        all.ShouldNotContain("\"s1\"");
        all.ShouldNotContain(WebhookServer.Body);
    }
}
