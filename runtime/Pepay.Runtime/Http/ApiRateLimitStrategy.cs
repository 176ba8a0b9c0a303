using System.Diagnostics.CodeAnalysis;
using Polly;

namespace Pepay.Runtime.Http;

/// <summary>Makes every try wait for its place within the provider's limit. Outside the time-out, which is for the provider alone.</summary>
internal sealed class ApiRateLimitStrategy(ApiRateLimiter limiter) : ResilienceStrategy<ApiResponse>
{
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "Polly validates the options by their data annotations; these have none.")]
    public static void Add(ResiliencePipelineBuilder<ApiResponse> builder, ApiRateLimiter limiter) =>
        builder.AddStrategy(_ => new ApiRateLimitStrategy(limiter), new Options());

    protected override async ValueTask<Outcome<ApiResponse>> ExecuteCore<TState>(
        Func<ResilienceContext, TState, ValueTask<Outcome<ApiResponse>>> callback, ResilienceContext context, TState state)
    {
        try
        {
            await limiter.WaitAsync(context.CancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception)
        {
            return Outcome.FromException<ApiResponse>(exception);
        }

        return await callback(context, state).ConfigureAwait(false);
    }

    private sealed class Options : ResilienceStrategyOptions;
}
