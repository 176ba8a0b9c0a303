using System.Net;
using Pepay.Generator.Tests.Harness;
using Pepay.Generator.Tests.Wire;
using Pepay.Runtime.Http;

namespace Pepay.Generator.Tests.Clients;

public sealed class DownloadTests
{
    private readonly FakeServer server = new();

    private IDefaultClient Client => new WireClient(server.Transport(WireDescriptor.Instance)).Default;

    [Fact]
    public async Task Download_IsReadAsItArrives()
    {
        // Read as a whole it would fail: the body breaks off.
        server.Answer(Bytes.InParts([[1, 2], [3]], new IOException("cut")), "application/pdf");

        await using var download = await Client.ExportBytesAsync();

        var start = new byte[3];
        await download.Content.ReadExactlyAsync(start);
        start.ShouldBe([1, 2, 3]);
        await Should.ThrowAsync<IOException>(() => Bytes.ReadAsync(download));
    }

    [Fact]
    public async Task Download_Disposed_ClosesTheBody()
    {
        var content = Bytes.InParts([[1]]);
        server.Answer(content, "application/pdf");

        var download = await Client.ExportBytesAsync();
        await download.DisposeAsync();

        ((Func<object>)(() => content.ReadAsStream())).ShouldThrow<ObjectDisposedException>();
    }

    [Fact]
    public async Task Download_OfABinaryFormat_IsNoJsonWhateverItsMediaType()
    {
        server.Answer("not JSON", HttpStatusCode.OK, ("Content-Disposition", "attachment; filename=\"../a/report 1.csv\""), ("ETag", "\"v1\""));

        var answer = await Client.ExportFileWithHeadersAsync();

        await using var download = answer.Body;
        (await Bytes.ReadAsync(download)).ShouldBe("not JSON"u8.ToArray());
        download.FileName.ShouldBe("report 1.csv");
        answer.ETag.ShouldBe("\"v1\"");
    }

    [Fact]
    public async Task Download_Refused_IsATypedFailure()
    {
        server.Answer("""{"code":"GONE"}""", HttpStatusCode.NotFound, ("X-Trace", "t"));

        var exception = await Should.ThrowAsync<ApiException<Fault>>(() => Client.ExportFileAsync());

        exception.Error.Code.ShouldBe("GONE");
        exception.Headers["x-trace"].ShouldBe("t");
    }

    [Fact]
    public async Task Download_AfterATransientFault_IsTheRepeatedOne()
    {
        var transport = new ApiTransport(
            new HttpClient(server.Answer("", HttpStatusCode.ServiceUnavailable).Answer([7], "application/pdf")), new Uri("https://api.test"), WireDescriptor.Instance,
            ApiCredentials.None, new ApiTransportOptions { RetryDelay = TimeSpan.FromMilliseconds(1) });

        await using var download = await new WireClient(transport).Default.ExportBytesAsync();

        (await Bytes.ReadAsync(download)).ShouldBe([7]);
        server.Requests.Count.ShouldBe(2);
    }
}
