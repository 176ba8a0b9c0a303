using System.Net;
using System.Net.Sockets;
using System.Text;
using Pepay.Simulator.State;

namespace Pepay.Simulator.Delivery;

/// <summary>One POST of one webhook, with the provider's patience.</summary>
internal sealed class WebhookSender(WebhookSigner signer, TimeProvider time) : IDisposable
{
    // xPay states two seconds. Pepay states nothing; ten is what such senders usually wait.
    private static readonly TimeSpan XPayPatience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan PepayPatience = TimeSpan.FromSeconds(10);

    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, UseCookies = false })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    public async Task<(int? Status, string? Error)> SendAsync(WebhookDelivery delivery, WebhookTarget target, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, target.Url);
        request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(delivery.Body));
        request.Content.Headers.ContentType = new("application/json") { CharSet = "utf-8" };
        foreach (var (name, value) in signer.Sign(delivery, target))
            request.Headers.Add(name, value);
        using var patience = new CancellationTokenSource(delivery.Provider == "xpay" ? XPayPatience : PepayPatience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, ct);
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            return ((int)response.StatusCode, null);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return (null, "timed out");
        }
        catch (Exception e) when (e is HttpRequestException or SocketException)
        {
            return (null, e.Message);
        }
    }

    public static bool IsSuccess(int? status) => status is >= (int)HttpStatusCode.OK and < 300;

    public void Dispose() => http.Dispose();
}
