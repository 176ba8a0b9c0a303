using System.Text;
using Pepay.Generator.Tests.Features;
using Pepay.Generator.Tests.Harness;
using Pepay.Runtime.Dispatch;
using Pepay.Runtime.Json;
using Pepay.Runtime.Providers;

namespace Pepay.Generator.Tests.Events;

public sealed class EventTests
{
    private const string Created = """{"id":"e1","type":"thing.created","data":{"id":"t1","item":{"id":"i1"}},"more":true}""";

    [Fact]
    public void Event_OfAComponentPayload_IsARecordOfItsOwn()
    {
        var value = Json.RoundTrip<ThingCreatedEvent>(Created);

        ThingCreatedEvent.EventType.ShouldBe("thing.created");
        value.Data.ShouldBeOfType<ThingEnvelope.DataInfo>().Item!.Id.ShouldBe("i1");
        ((IFeaturesEvent)value).EventType.ShouldBe("thing.created");
    }

    [Fact]
    public void Event_OfAnInlinePayload_HasItsTypesNested()
    {
        var value = Json.RoundTrip<ThingInlineEvent>("""{"id":"e","type":"thing.inline","eventType":"own","detail":{"size":1}}""");

        value.EventTypeValue.ShouldBe("own");
        value.Detail.ShouldBeOfType<ThingInlineEvent.DetailInfo>().Size.ShouldBe(1);
    }

    [Fact]
    public void Catalog_ParsesByType()
    {
        FeaturesEvents.Types.ShouldBe(["thing.created", "thing.changed", "thing.inline"]);
        FeaturesEvents.Parse("thing.created", Encoding.UTF8.GetBytes(Created)).ShouldBeOfType<ThingCreatedEvent>().Id.ShouldBe("e1");
        FeaturesEvents.Parse("thing.changed", Encoding.UTF8.GetBytes(Created)).ShouldBeOfType<ThingChangedEvent>();
    }

    [Fact]
    public void Catalog_OfAnUnknownType_KeepsTheEvent()
    {
        var unknown = FeaturesEvents.Parse("thing.later", """{"id":"e1","x":[1]}"""u8).ShouldBeOfType<UnknownFeaturesEvent>();

        unknown.EventType.ShouldBe("thing.later");
        unknown.Body.GetRawText().ShouldBe("""{"id":"e1","x":[1]}""");
    }

    [Fact]
    public void Event_WithoutRequired_IsRefused()
    {
        Should.Throw<JsonReadException>(() => FeaturesEvents.Parse("thing.created", """{"id":"e1"}"""u8)).Message.ShouldContain("'type', 'data'");
    }

    [Fact]
    public void Frame_IsARecordAndNoEvent()
    {
        Json.RoundTrip<ControlFrame>("""{"hint":"replay","code":7}""").Hint.ShouldBe("replay");
        FeaturesEvents.Types.ShouldNotContain("control");
    }

    [Theory]
    [InlineData("orders", "refunds")]
    [InlineData("refunds", "orders")]
    public void Messages_OfOneKeyInSeveralChannels_AreNamedByTheirChannelInAnyOrder(string first, string second)
    {
        var generation = Generation.Run($$"""
            asyncapi: 3.0.0
            info: { title: T, version: '1' }
            channels:
              {{first}}: { messages: { message: { payload: { type: object, properties: { {{first}}Id: { type: string } } } }, other: {} } }
              {{second}}: { messages: { message: { payload: { type: object, properties: { {{second}}Id: { type: string } } } } } }
            """);

        generation.HasNoDiagnostics().Compiles();
        generation.Source("OrdersMessageEvent").ShouldContain("OrdersId { get; init; }");
        generation.Source("RefundsMessageEvent").ShouldContain("RefundsId { get; init; }");
        generation.Source("SampleEvents").ShouldContain("\"orders.message\"");
        generation.Source("SampleEvents").ShouldContain("\"other\"");
    }

    [Fact]
    public void Webhook_WithSeveralContentTypes_IsAnEventOfItsJson()
    {
        var generation = Generation.Run("""
            openapi: 3.1.0
            info: { title: T, version: '1' }
            webhooks:
              order.paid:
                get: { responses: {} }
                post:
                  requestBody:
                    content:
                      application/x-www-form-urlencoded: { schema: { type: object } }
                      application/json: { schema: { type: object, required: [id], properties: { id: { type: string } } } }
            """);

        generation.HasNoDiagnostics().Compiles();
        generation.Source("OrderPaidEvent").ShouldContain("required string Id");
    }

    [Theory]
    [InlineData("/data/list", "OrderPaidEvent", "required string Id")]
    [InlineData("/data/other", "OrderPaidEvent", "Data")]
    public void Webhook_ThatCarriesSeveralEvents_IsAnEventOfOneOfThem(string items, string file, string expected)
    {
        var generation = Generation.Run($$"""
            openapi: 3.1.0
            info: { title: T, version: '1' }
            x-webhook:
              schemes: [{ name: hmac, algorithm: hmac-sha256, signature: { pointer: /s, encoding: hex }, signedPayload: '{pointer:/id}' }]
              event: { items: {{items}}, id: [/id], type: /type }
            webhooks:
              /order.paid:
                post: { requestBody: { content: { application/json: { schema: { $ref: '#/components/schemas/Batch' } } } } }
            components:
              schemas:
                Batch: { type: object, properties: { data: { type: object, properties: { list: { type: array, items: { $ref: '#/components/schemas/Paid' } } } } } }
                Paid: { type: object, required: [id], properties: { id: { type: string } } }
            """);

        generation.HasNoDiagnostics().Compiles();
        generation.Source(file).ShouldContain(expected);
        generation.Source("SampleEvents").ShouldContain("\"order.paid\"");
    }

    [Fact]
    public void Events_AreMarkedOnTheAssembly()
    {
        var marks = typeof(EventTests).Assembly.GetCustomAttributes(typeof(ProviderEventAttribute), false).Cast<ProviderEventAttribute>();

        marks.ShouldContain(mark => mark.Provider == "features" && mark.EventType == "thing.created" && mark.EventRecord == typeof(ThingCreatedEvent));
    }

    [Fact]
    public void Descriptor_DescribesTheWebhook()
    {
        var descriptor = FeaturesDescriptor.Instance;
        var webhook = descriptor.Webhook!;
        var scheme = webhook.Schemes.ShouldHaveSingleItem();

        descriptor.Name.ShouldBe("features");
        descriptor.EventTypes.ShouldBe(FeaturesEvents.Types);
        scheme.Algorithm.ShouldBe(WebhookAlgorithm.HmacSha512);
        scheme.KeyEncoding.ShouldBe(WebhookEncoding.Base64);
        scheme.Signature.ShouldBe(new SignatureSource(WebhookEncoding.Base64, null, "/signature"));
        scheme.Timestamp.ShouldBeNull();
        scheme.ProvesAccount.ShouldBeFalse();
        webhook.Event.Id.ShouldBe(["/account", "/id"]);
        webhook.Event.Created.ShouldBe(new EventTimeSource("/created", EpochUnit.Milliseconds));
        webhook.Event.Environment.ShouldBe([new EnvironmentSource("live", "test", null, "X-Env")]);
        webhook.Event.OrderingKey.ShouldBe([["/data/id"], ["/a", "/b"]]);
        webhook.Event.Items.ShouldBe("/events");
        webhook.SenderDeadline.ShouldBe(TimeSpan.FromMilliseconds(1500));
        webhook.BackfillOperation.ShouldBe("listThings");
    }
}
