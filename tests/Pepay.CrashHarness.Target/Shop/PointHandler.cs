using Pepay.CrashHarness.Target.Crash;

namespace Pepay.CrashHarness.Target.Shop;

/// <summary>
/// Passes a crash point before a request to the payment provider is sent and after its answer has arrived. After a look at a payment only when the money is
/// there: what leads to nothing is no place to die at.
/// </summary>
internal sealed class PointHandler(HttpMessageHandler inner, Uri provider, CrashPoints points) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (!request.RequestUri!.AbsoluteUri.StartsWith($"{provider}/", StringComparison.Ordinal))
            return await base.SendAsync(request, cancellationToken);
        return request.Method == HttpMethod.Get ? await LookAsync(request, cancellationToken) : await CallAsync(request, cancellationToken);
    }

    private async Task<HttpResponseMessage> CallAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        points.Before("provider call");
        var answer = await base.SendAsync(request, cancellationToken);
        points.After("provider call");
        return answer;
    }

    private async Task<HttpResponseMessage> LookAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        points.Before("payment look");
        var answer = await base.SendAsync(request, cancellationToken);
        await answer.Content.LoadIntoBufferAsync(cancellationToken);
        if ((await answer.Content.ReadAsStringAsync(cancellationToken)).Contains("\"SUCCESS\"", StringComparison.Ordinal))
            points.After("payment look");
        return answer;
    }
}
