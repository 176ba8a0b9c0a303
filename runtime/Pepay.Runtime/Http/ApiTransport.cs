using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Pepay.Runtime.Providers;
using Pepay.Runtime.Telemetry;
using Polly;

namespace Pepay.Runtime.Http;

/// <summary>
/// Sends the requests of generated clients for one account: credentials per operation, a time-out per try, and retries only where a
/// repetition cannot do anything twice. Thread safe; keep one per account.
/// </summary>
public sealed class ApiTransport
{
    private readonly HttpClient client;
    private readonly ProviderDescriptor provider;
    private readonly ApiTransportOptions options;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly ResiliencePipeline<ApiResponse> pipeline;

    /// <summary>Makes a transport.</summary>
    /// <param name="client">From <see cref="ApiHttpClient.Create"/>, or any client that does not follow redirects. Not disposed here.</param>
    /// <param name="baseUrl">The provider's address; a path in it is kept in front of every operation's path.</param>
    /// <param name="provider">The provider's description.</param>
    /// <param name="credentials">The account's secrets.</param>
    /// <param name="options">Limits; null for the defaults.</param>
    /// <param name="time">The clock of time-outs and waits; null for the system's.</param>
    /// <param name="logger">Gets one line per retry; null for none.</param>
    /// <exception cref="ArgumentException">The base URL is not an absolute http or https address.</exception>
    public ApiTransport(
        HttpClient client,
        Uri baseUrl,
        ProviderDescriptor provider,
        ApiCredentials credentials,
        ApiTransportOptions? options = null,
        TimeProvider? time = null,
        ILogger<ApiTransport>? logger = null)
    {
        if (!baseUrl.IsAbsoluteUri || baseUrl.Scheme is not ("http" or "https") || baseUrl.Query.Length > 0)
            throw new ArgumentException($"The base URL of provider '{provider.Name}' must be an absolute http or https address without a query.", nameof(baseUrl));
        this.client = client;
        BaseUrl = baseUrl;
        this.provider = provider;
        Credentials = credentials;
        this.options = options ?? new ApiTransportOptions();
        this.time = time ?? TimeProvider.System;
        this.logger = logger ?? NullLogger<ApiTransport>.Instance;
        pipeline = ApiPipeline.Build(provider, this.options, this.time, this.logger);
    }

    private ApiTransport(ApiTransport other, ApiCredentials credentials)
    {
        client = other.client;
        BaseUrl = other.BaseUrl;
        provider = other.provider;
        options = other.options;
        time = other.time;
        logger = other.logger;
        pipeline = other.pipeline;
        Credentials = credentials;
    }

    /// <summary>The provider's address.</summary>
    public Uri BaseUrl { get; }

    /// <summary>The credentials that requests carry.</summary>
    public ApiCredentials Credentials { get; }

    /// <summary>The same connections and limits with other credentials, such as those of a payor's session.</summary>
    public ApiTransport With(ApiCredentials credentials) => new(this, credentials);

    /// <summary>
    /// Sends a request. GET and HEAD, and requests with an idempotency key, are repeated after a time-out, a broken connection or one of the
    /// provider's retry statuses, always with the same key; other requests are sent once.
    /// </summary>
    /// <returns>The answer, whatever its status.</returns>
    /// <exception cref="ApiException">
    /// No answer arrived (<see cref="ApiException.OutcomeUnknown"/> says whether the request may have been carried out), the answer was larger than
    /// <see cref="ApiTransportOptions.MaxResponseBytes"/>, or nothing was sent: a credential is missing, or the idempotency key does not
    /// fit the operation.
    /// </exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled; the request may have been carried out.</exception>
    public Task<ApiResponse> SendAsync(ApiRequest request, CancellationToken cancellationToken) => SendAsync(new ApiCall(request), cancellationToken);

    /// <summary>
    /// Sends a request as <see cref="SendAsync(ApiRequest, CancellationToken)"/> does, and gives a success as soon as its headers are there; its
    /// body is read by the caller. The time-out of a try ends with the headers.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="failure">Makes the exception for an answer that is no success; its body is fully read.</param>
    /// <param name="cancellationToken">Stops waiting for the headers; the request may have been carried out.</param>
    /// <returns>The open answer, to be disposed by the caller.</returns>
    /// <exception cref="ApiException">The answer is no success, or none arrived, or nothing was sent.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public async Task<ApiDownload> OpenAsync(ApiRequest request, Func<ApiResponse, ApiException> failure, CancellationToken cancellationToken)
    {
        var call = new ApiCall(request) { StaysOpen = true };
        var response = await SendAsync(call, cancellationToken).ConfigureAwait(false);
        if (call.Open is not { } message)
            throw failure(response);
        return new ApiDownload(response, message, await message.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false));
    }

    private async Task<ApiResponse> SendAsync(ApiCall call, CancellationToken cancellationToken)
    {
        var request = call.Request;
        IdempotencyKey.Check(request);
        var authentication = ApiAuthentication.Choose(request.Operation, provider, Credentials);
        using var activity = PepayTelemetry.StartCall(provider.Name, request.Operation);
        var context = ResilienceContextPool.Shared.Get(request.Operation.Id, cancellationToken);
        context.Properties.Set(ApiCall.Property, call);
        try
        {
            var answer = await pipeline.ExecuteAsync(
                async c => await TryOnceAsync(call, authentication, c.CancellationToken).ConfigureAwait(false), context).ConfigureAwait(false);
            activity?.SetTag("http.response.status_code", answer.StatusCode);
            if (answer.StatusCode >= 400)
                activity.Fail(answer.StatusCode.ToString(CultureInfo.InvariantCulture));
            return answer;
        }
        catch (Exception exception) when (ApiFailure.IsNoAnswer(exception, cancellationToken))
        {
            activity.Fail(exception.GetType().FullName!);
            throw ApiFailure.NoAnswer(call, provider, exception);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private async Task<ApiResponse> TryOnceAsync(ApiCall call, ApiAuthentication authentication, CancellationToken cancellationToken)
    {
        call.Tries++;
        call.Keep(null);
        try
        {
            using var message = ApiMessage.Write(call.Request, BaseUrl, authentication);
            var answer = await client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
            if (call.StaysOpen && answer.IsSuccessStatusCode)
            {
                call.Keep(answer);
                return ApiMessage.ReadHead(call.Request.Operation, answer, provider.Retry, time);
            }

            using (answer)
                return await ApiMessage.ReadAsync(call.Request.Operation, answer, provider.Retry, options.MaxResponseBytes, time, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            call.OutcomeUnknown |= !call.IsReadOnly && ApiFailure.MayHaveArrived(exception);
            throw;
        }
    }
}
