using System.Net;
using System.Text;
using Pepay.Generator.Tests.Harness;
using Pepay.Generator.Tests.Wire;
using Pepay.Runtime.Http;
using Pepay.Runtime.Json;

namespace Pepay.Generator.Tests.Clients;

public sealed class RequestBodyTests
{
    private readonly FakeServer server = new();

    private IDefaultClient Client => new WireClient(server.Answer("", HttpStatusCode.NoContent).Transport(WireDescriptor.Instance)).Default;

    private string? Body => server.Requests.ShouldHaveSingleItem().Body;

    private string ContentType => server.ContentTypes.ShouldHaveSingleItem()!;

    [Fact]
    public async Task Form_WritesEachFieldInItsStyle()
    {
        await Client.CreateChargeAsync(new Charge
        {
            Amount = 5,
            Note = Optional.OfReference("a&b c"),
            Paid = true,
            Metadata = new Dictionary<string, string> { ["k=1"] = "v" },
            Expand = ["x", "y"],
            Repeated = ["r", "s"],
            Joined = ["j", "k"],
            Point = new Point { X = 1 },
            Lines = [new Point { X = 2 }, new Point { Label = "l" }],
        });

        ContentType.ShouldBe("application/x-www-form-urlencoded");
        Body.ShouldBe("amount=5&note=a%26b%20c&paid=true&metadata%5Bk%3D1%5D=v&expand%5B0%5D=x&expand%5B1%5D=y&repeated=r&repeated=s&joined=j%2Ck"
            + "&point=%7B%22x%22%3A1%7D&lines%5B0%5D%5Bx%5D=2&lines%5B1%5D%5Blabel%5D=l");
    }

    [Fact]
    public async Task Form_TellsNullFromAbsent()
    {
        await Client.CreateChargeAsync(new Charge { Amount = 5, Note = new Optional<string?>(null) });

        Body.ShouldBe("amount=5&note=");
    }

    [Fact]
    public async Task Form_WithOneStyledField_WritesIt()
    {
        await Client.TagAsync(new TagRequest { Tags = ["a", "b"] });

        Body.ShouldBe("tags=a%7Cb");
    }

    [Fact]
    public async Task SeveralContentTypes_PreferJson()
    {
        await Client.PreferJsonAsync(new Point { X = 1 });

        ContentType.ShouldBe("application/json");
        Body.ShouldBe("""{"x":1}""");
    }

    [Fact]
    public async Task Text_IsUtf8()
    {
        await Client.PutNoteAsync("ü");

        ContentType.ShouldBe("text/plain; charset=utf-8");
        Body.ShouldBe("ü");
    }

    [Fact]
    public async Task Octets_AreSentAsTheyAre()
    {
        await Client.PutPictureAsync("png"u8.ToArray());

        ContentType.ShouldBe("application/octet-stream");
        Body.ShouldBe("png");
    }

    [Fact]
    public async Task OptionalOctets_ThatAreAbsent_SendNoBody()
    {
        await Client.PutPictureAsync();

        Body.ShouldBeNull();
    }

    [Fact]
    public async Task Multipart_HasAPartForEachValue()
    {
        var file = new FilePart(Encoding.UTF8.GetBytes("F"), "a\"b.txt", "text/plain");

        await Client.UploadFileAsync("p", file, [file, file], file, ["s", "t"], new Point { X = 1 }, new Point { X = 2 });

        var boundary = ContentType["multipart/form-data; boundary=".Length..];
        var parts = Body!.Split("--" + boundary);
        parts[0].ShouldBe("");
        parts[1].ShouldBe("\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\np\r\n");
        parts[2].ShouldBe("\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a%22b.txt\"\r\nContent-Type: text/plain\r\n\r\nF\r\n");
        parts.Skip(3).SkipLast(1).Select(Name).ShouldBe(["more", "more", "icon", "tags", "tags", "point", "link[x]"]);
        parts[8].ShouldEndWith("Content-Type: application/json\r\n\r\n{\"x\":1}\r\n");
        parts[9].ShouldEndWith("\r\n\r\n2\r\n");
        parts[10].ShouldBe("--\r\n");
    }

    [Fact]
    public async Task Multipart_PartsHaveTheContentTypesThatTheSpecificationGives()
    {
        await Client.UploadDocumentsAsync(
            order: "<order/>", note: "# n", point: new Point { X = 1 }, cover: new FilePart("P"u8.ToArray(), "c"), scan: [0],
            archive: new FilePart("Z"u8.ToArray(), "a", "application/gzip"), labels: ["l"]);

        Body!.Split("; name=\"").Skip(1).Select(part => part.Split("\r\n--")[0]).ShouldBe(
        [
            "order\"\r\nContent-Type: application/xml\r\n\r\n<order/>",
            "note\"\r\nContent-Type: text/markdown; charset=utf-8\r\n\r\n# n",
            "point\"\r\nContent-Type: application/vnd.api+json\r\n\r\n{\"x\":1}",
            "cover\"; filename=\"c\"\r\nContent-Type: image/png\r\n\r\nP",
            "scan\"\r\nContent-Type: image/tiff\r\n\r\nAA==",
            "archive\"; filename=\"a\"\r\nContent-Type: application/gzip\r\n\r\nZ",
            "labels\"\r\n\r\nl",
        ]);
    }

    [Fact]
    public async Task Multipart_WithUnnamedParts_TakesThemFromTheCaller()
    {
        var form = new MultipartBody();
        form.Add("any", "thing");

        await Client.UploadPartsAsync(form);

        Body!.ShouldContain("name=\"any\"\r\n\r\nthing\r\n");
    }

    private static string Name(string part) => part.Split("name=\"")[1].Split('"')[0];
}
