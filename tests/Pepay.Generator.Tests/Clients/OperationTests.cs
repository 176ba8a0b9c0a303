using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Pepay.Generator.Tests.Features;
using Pepay.Generator.Tests.Harness;
using Pepay.Runtime.Http;

namespace Pepay.Generator.Tests.Clients;

public sealed class OperationTests
{
    private const string Part = """{"requiredText":"t","requiredNumber":1,"requiredNullableText":null,"requiredNullableNumber":2}""";
    private readonly FakeServer server = new();

    private FeaturesClient Client => new(server.Transport(FeaturesDescriptor.Instance));

    [Fact]
    public async Task Get_WithParametersOfEveryPlace_SendsThem()
    {
        server.Answer(Part);

        var part = await Client.Things.GetPartAsync(
            "a/b ü", 7, [Colour.Red, new Colour("new & shiny")], [1, 2], DateTimeOffset.FromUnixTimeMilliseconds(5), true, "trace-1");

        part.RequiredText.ShouldBe("t");
        var request = server.Requests.ShouldHaveSingleItem();
        request.Method.ShouldBe("GET");
        request.Url.ShouldBe("https://api.test/base/things/a%2Fb%20%C3%BC/parts/7?colours=red&colours=new%20%26%20shiny&sizes=1%2C2&since=5&exact=true");
        request.Headers["X-Trace"].ShouldBe("trace-1");
        request.Headers["x-key"].ShouldBe("k-1");
        request.Body.ShouldBeNull();
    }

    [Fact]
    public async Task Get_WithoutOptionalParameters_SendsNone()
    {
        server.Answer(Part);

        await Client.Things.GetPartAsync("a", 1);

        server.Requests[0].Url.ShouldBe("https://api.test/base/things/a/parts/1");
        server.Requests[0].Headers.ShouldNotContainKey("X-Trace");
    }

    [Theory]
    [InlineData("..")]
    [InlineData("")]
    public async Task Get_WithAPathParameterThatWouldCallAnotherOperation_IsRefused(string id)
    {
        var refused = await Should.ThrowAsync<ArgumentException>(() => Client.Things.GetPartAsync(id, 1));

        refused.ParamName.ShouldBe("thingId");
        refused.Message.ShouldStartWith($"Operation getPart: path parameter 'thingId' of '/things/{{thingId}}/parts/{{number}}' is {(id.Length == 0 ? "empty" : "'..'")}, which would call another operation.");
        server.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Post_SendsBodyAndIdempotencyKey()
    {
        server.Answer("""{"id":"new"}""", HttpStatusCode.Created);
        var key = Guid.NewGuid().ToString();
        key = key[..14] + "4" + key[15..19] + "a" + key[20..];

        var created = await Client.Things.CreateThingAsync(new CreateThingRequest { Name = "n" }, key);

        created.Id.ShouldBe("new");
        server.Requests[0].Body.ShouldBe("""{"name":"n"}""");
        server.Requests[0].Headers["Idempotency-Key"].ShouldBe(key);
    }

    [Fact]
    public async Task Delete_WithoutContent_ReturnsNothing()
    {
        server.Answer("", HttpStatusCode.NoContent);

        await Client.Things.DeleteThingAsync("a");

        server.Requests[0].Method.ShouldBe("DELETE");
        server.Requests[0].Headers["x-secret"].ShouldBe("s-1");
    }

    [Fact]
    public async Task Failure_OfADescribedStatus_IsTyped()
    {
        server.Answer("""{"error":{"code":"PART_GONE","message":"m"}}""", HttpStatusCode.NotFound);

        var exception = await Should.ThrowAsync<ApiException<Problem>>(() => Client.Things.GetPartAsync("a", 1));

        exception.StatusCode.ShouldBe(404);
        exception.ErrorCode.ShouldBe("PART_GONE");
        exception.Error.Error.Message.ShouldBe("m");
    }

    [Fact]
    public async Task Failure_OfADescribedClass_IsTypedByIt()
    {
        server.Answer("""{"reason":"no"}""", HttpStatusCode.Forbidden);

        (await Should.ThrowAsync<ApiException<Refusal>>(() => Client.Things.GetPartAsync("a", 1))).Error.Reason.ShouldBe("no");
    }

    [Theory]
    [InlineData(HttpStatusCode.NotFound, "<html>not found</html>")]
    [InlineData(HttpStatusCode.NotFound, """{"other":1}""")]
    [InlineData(HttpStatusCode.InternalServerError, "")]
    public async Task Failure_OfAnotherShape_KeepsItsBody(HttpStatusCode status, string body)
    {
        server.Answer(body, status);

        var exception = await Should.ThrowAsync<ApiException>(() => Client.Things.GetPartAsync("a", 1));

        exception.GetType().ShouldBe(typeof(ApiException));
        exception.StatusCode.ShouldBe((int)status);
        System.Text.Encoding.UTF8.GetString(exception.ResponseBody.Span).ShouldBe(body);
    }

    [Fact]
    public async Task Success_WithABodyThatDoesNotParse_SaysWhereAndThatItSucceeded()
    {
        server.Answer(Part.Replace("\"t\"", "5", StringComparison.Ordinal));

        var exception = await Should.ThrowAsync<ApiException>(() => Client.Things.GetPartAsync("a", 1));

        exception.StatusCode.ShouldBe(200);
        exception.OutcomeUnknown.ShouldBeFalse();
        exception.Message.ShouldContain("getPart succeeded with status 200");
        exception.Message.ShouldContain("$.requiredText");
    }

    [Fact]
    public void Descriptor_DescribesTheOperations()
    {
        var create = FeaturesOperations.CreateThing;

        create.Id.ShouldBe("createThing");
        create.Path.ShouldBe("/things");
        create.ReturnParameter.ShouldBe("thing_id");
        create.Security.ShouldBe([["key"]]);
        create.Idempotency!.ShouldSatisfyAllConditions(
            rule => rule.Header.ShouldBe("Idempotency-Key"),
            rule => rule.Required.ShouldBeTrue(),
            rule => rule.UuidV4.ShouldBeTrue(),
            rule => rule.MaxLength.ShouldBe(36),
            rule => rule.Lifetime.ShouldBe(TimeSpan.FromHours(24)),
            rule => rule.ReplaysFailures.ShouldBeTrue(),
            rule => rule.InProgress.ShouldBe([409]));
        FeaturesOperations.ListByToken.Security.ShouldBeEmpty();
        FeaturesOperations.DeleteThing.Security.ShouldBe([["key", "secret"], ["bearer"]]);
        FeaturesOperations.All.Count.ShouldBe(6);
        FeaturesDescriptor.Instance.SecuritySchemes.Select(scheme => scheme.Kind).ShouldBe([ApiSecurityKind.Header, ApiSecurityKind.Header, ApiSecurityKind.Bearer]);
        FeaturesDescriptor.Instance.BaseUrl.ShouldBe(new Uri("https://api.features.test/v1"));
        FeaturesDescriptor.Instance.Retry.Statuses.ShouldBe([503]);
        FeaturesDescriptor.Instance.Retry.Timeout.ShouldBe(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void Registration_GivesTheClients()
    {
        using var services = new ServiceCollection()
            .AddFeaturesApi(new Uri("https://api.test"), _ => ApiCredentials.None)
            .BuildServiceProvider();

        services.GetRequiredService<IThingsClient>().ShouldBeSameAs(services.GetRequiredService<FeaturesClient>().Things);
    }

    [Fact]
    public void Registration_WithoutAnAddress_TakesThatOfTheSpecification()
    {
        using var services = new ServiceCollection().AddFeaturesApi(_ => ApiCredentials.None.With("key", "k")).BuildServiceProvider();

        var transport = services.GetRequiredService<FeaturesClient>().Transport;
        transport.BaseUrl.ShouldBe(new Uri("https://api.features.test/v1"));
        transport.Credentials.Schemes.ShouldBe(["key"]);
    }

    [Theory]
    [InlineData("", "", "AddSampleApi(new System.Uri(\"https://a.test\"))")]
    [InlineData("servers: [{ url: 'https://a.test' }]", "", "AddSampleApi()")]
    [InlineData("", "components: { securitySchemes: { k: { type: http, scheme: basic } } }", "AddSampleApi(new System.Uri(\"https://a.test\"), _ => Pepay.Runtime.Http.ApiCredentials.None)")]
    public void Registration_DemandsOnlyWhatTheSpecificationLeavesOpen(string servers, string components, string call)
    {
        Generation.Run(
            [new SpecFileText("/specs/api.yaml", $"openapi: 3.0.3\n{servers}\npaths: {{ /a: {{ get: {{ responses: {{}} }} }} }}\n{components}\n")],
            "using Sample; static class Program { static void Main(Microsoft.Extensions.DependencyInjection.IServiceCollection services) => services." + call + "; }").Compiles();
    }
}
