using Microsoft.Extensions.Logging;
using Pepay.Runtime.Providers;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace Pepay.Runtime.Http;

/// <summary>The order of the waits: "still in progress" outermost, then transient faults, then the provider's limit, then the time-out of one try.</summary>
internal static class ApiPipeline
{
    public static ResiliencePipeline<ApiResponse> Build(ProviderDescriptor provider, ApiTransportOptions options, TimeProvider time, ILogger logger)
    {
        var builder = new ResiliencePipelineBuilder<ApiResponse> { TimeProvider = time };
        if (options.MaxInProgressRetries > 0)
            builder.AddRetry(Retry(options.MaxInProgressRetries, options, logger, "still in progress", static (call, outcome) =>
                outcome.Result is { } answer && InProgressAnswer.Is(call, answer)));
        if (provider.Retry.MaxRetries > 0)
            builder.AddRetry(Retry(provider.Retry.MaxRetries, options, logger, "transient fault", (call, outcome) =>
                call.IsRepeatable && IsTransient(call, outcome, provider.Retry)));
        if ((options.Limit ?? provider.Retry.Limit) is { } limit)
            ApiRateLimitStrategy.Add(builder, new ApiRateLimiter(limit, time));
        return builder.AddTimeout(new TimeoutStrategyOptions { Timeout = provider.Retry.Timeout }).Build();
    }

    private static RetryStrategyOptions<ApiResponse> Retry(
        int max, ApiTransportOptions options, ILogger logger, string reason, Func<ApiCall, Outcome<ApiResponse>, bool> handles) => new()
        {
            MaxRetryAttempts = max,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = options.RetryDelay,
            MaxDelay = options.MaxRetryDelay,
            // A cancelled caller is never retried: its exception is not one of ours, and Polly checks the token before each wait.
            ShouldHandle = args => new(
                !(args.Outcome.Result?.RetryAfter > options.MaxRetryDelay) && handles(Call(args.Context), args.Outcome)),
            DelayGenerator = static args => new(args.Outcome.Result?.RetryAfter),
            OnRetry = args =>
            {
                ApiLog.Retry(logger, args.Context.OperationKey!, Call(args.Context).Tries, reason,
                    args.Outcome.Result is { StatusCode: var status } ? $"status {status}" : args.Outcome.Exception?.GetType().Name ?? "no answer", args.RetryDelay.TotalSeconds);
                return default;
            },
        };

    private static bool IsTransient(ApiCall call, Outcome<ApiResponse> outcome, ApiRetryRule rule)
    {
        if (outcome.Exception is { } exception)
            return ApiFailure.IsTransient(exception);

        // A provider that stores failures would answer the same key with the same failure for ever.
        var replayed = call.HasKey && call.Request.Operation.Idempotency!.ReplaysFailures;
        return outcome.Result is { } answer && !replayed && rule.Statuses.Contains(answer.StatusCode);
    }

    private static ApiCall Call(ResilienceContext context) => context.Properties.GetValue(ApiCall.Property, null!);
}
