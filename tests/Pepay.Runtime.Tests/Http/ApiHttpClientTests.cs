using System.Net;
using System.Net.Sockets;
using System.Text;
using Pepay.Runtime.Http;

namespace Pepay.Runtime.Tests.Http;

public sealed class ApiHttpClientTests
{
    [Fact]
    public async Task Client_RedirectToAnotherHost_IsNotFollowedWithTheCredentials()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = ServeOnceAsync(listener, "HTTP/1.1 302 Found\r\nLocation: http://elsewhere.example/\r\nSet-Cookie: a=b\r\nContent-Length: 0\r\n\r\n");
        using var client = ApiHttpClient.Create();
        var transport = new ApiTransport(client, new Uri($"http://{listener.LocalEndpoint}"), new ApiFixture().Provider, ApiCredentials.None.With("merchantKey", "k"));
        var response = await transport.SendAsync(ApiFixture.Request(HttpMethod.Get, security: [["merchantKey"]]), default);
        response.StatusCode.ShouldBe(302);
        new ApiException(response).Message.ShouldContain("Redirects are not followed");
        (await serving).ShouldContain("x-api-key: k");
    }

    private static async Task<string> ServeOnceAsync(TcpListener listener, string answer)
    {
        using var connection = await listener.AcceptTcpClientAsync();
        var stream = connection.GetStream();
        var request = new StringBuilder();
        var buffer = new byte[4096];
        while (!request.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
            request.Append(Encoding.ASCII.GetString(buffer, 0, await stream.ReadAsync(buffer)));
        await stream.WriteAsync(Encoding.ASCII.GetBytes(answer));
        return request.ToString();
    }
}
