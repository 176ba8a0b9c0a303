using Pepay.CrashHarness.Target.Crash;

namespace Pepay.CrashHarness.Target.Shop;

/// <summary>Passes a crash point before a request to the payment provider is sent and after its answer has arrived.</summary>
internal sealed class PointHandler(HttpMessageHandler inner, Uri provider, CrashPoints points) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (!request.RequestUri!.AbsoluteUri.StartsWith($"{provider}/", StringComparison.Ordinal))
            return await base.SendAsync(request, cancellationToken);
        points.Before("provider call");
        var answer = await base.SendAsync(request, cancellationToken);
        points.After("provider call");
        return answer;
    }
}
