using System.Net;
using Pepay.Generator.Tests.Features;
using Pepay.Generator.Tests.Harness;
using Pepay.Runtime.Http;

namespace Pepay.Generator.Tests.Clients;

public sealed class PagingTests
{
    private readonly FakeServer server = new();

    private IThingsClient Things => new FeaturesClient(server.Transport(FeaturesDescriptor.Instance)).Things;

    [Fact]
    public async Task Cursor_FollowsTheLastItemWhileThereIsMore()
    {
        server.Answer("""{"data":[{"id":"1"},{"id":"2"}],"has_more":true}""").Answer("""{"data":[{"id":"3"}],"has_more":false}""");

        (await Ids(Things.ListThingsAllAsync(limit: 2))).ShouldBe(["1", "2", "3"]);

        server.Requests.Select(request => new Uri(request.Url).Query).ShouldBe(["?limit=2", "?limit=2&after=2"]);
    }

    [Fact]
    public async Task Cursor_StartsAtTheGivenPosition()
    {
        server.Answer("""{"data":[],"has_more":true}""");

        (await Ids(Things.ListThingsAllAsync(after: "9"))).ShouldBeEmpty();

        server.Requests.ShouldHaveSingleItem().Url.ShouldEndWith("?after=9");
    }

    [Fact]
    public async Task Cursor_ThatDoesNotMove_Ends()
    {
        server.Answer("""{"data":[{"id":"1"}],"has_more":true}""").Answer("""{"data":[{"id":"1"}],"has_more":true}""");

        (await Ids(Things.ListThingsAllAsync())).ShouldBe(["1", "1"]);
    }

    [Fact]
    public async Task Token_EndsWhenAbsentOrNull()
    {
        server.Answer("""{"data":[{"id":"1"}],"metadata":{"offset":"t2"}}""").Answer("""{"data":[{"id":"2"}],"metadata":{"offset":null}}""");

        (await Ids(Things.ListByTokenAllAsync())).ShouldBe(["1", "2"]);

        server.Requests[1].Url.ShouldEndWith("?offset=t2");
    }

    [Fact]
    public async Task Offset_EndsAtAShortPage()
    {
        server.Answer("""{"data":{"orders":[{"id":"1"},{"id":"2"}]}}""").Answer("""{"data":{"orders":[{"id":"3"}]}}""");

        (await Ids(Things.ListByOffsetAllAsync(limit: 2))).ShouldBe(["1", "2", "3"]);

        server.Requests[1].Url.ShouldEndWith("?offset=2&limit=2");
    }

    [Fact]
    public async Task Offset_WithoutLimit_EndsAtAnEmptyPage()
    {
        server.Answer("""{"data":{"orders":[{"id":"1"}]}}""").Answer("""{"data":{"orders":[]}}""");

        (await Ids(Things.ListByOffsetAllAsync())).ShouldBe(["1"]);
    }

    [Fact]
    public async Task Page_ThatFails_ThrowsAfterTheItemsBefore()
    {
        server.Answer("""{"data":[{"id":"1"}],"has_more":true}""").Answer("{}", HttpStatusCode.BadRequest);
        var seen = new List<string>();

        await Should.ThrowAsync<ApiException>(async () =>
        {
            await foreach (var item in Things.ListThingsAllAsync())
                seen.Add(item.Id);
        });

        seen.ShouldBe(["1"]);
    }

    private static async Task<List<string>> Ids(IAsyncEnumerable<Item> items)
    {
        var ids = new List<string>();
        await foreach (var item in items)
            ids.Add(item.Id);
        return ids;
    }
}
