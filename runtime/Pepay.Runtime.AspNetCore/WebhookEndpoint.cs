using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Pepay.Runtime.Inbox;
using Pepay.Runtime.Providers;
using Pepay.Runtime.Webhooks;

namespace Pepay.Runtime.AspNetCore;

/// <summary>Answers one webhook request: read within limits, verify, store, answer in time.</summary>
internal sealed class WebhookEndpoint(
    WebhookReceivers receivers, InboxAcceptor acceptor, InboxMetrics metrics,
    WebhookEndpointOptions options, TimeProvider time, ILogger<WebhookEndpoint> logger)
{
    public async Task HandleAsync(HttpContext http)
    {
        var provider = (string)http.Request.RouteValues["provider"]!;
        var account = (string)http.Request.RouteValues["account"]!;
        if (receivers.Find(provider, account) is not { } receiver)
        {
            // Not counted under names that anybody may make up.
            metrics.Request("unknown", "unknown", "unknown-account");
            await WriteAsync(http, WebhookAnswer.UnknownAccount).ConfigureAwait(false);
            return;
        }

        using var scope = logger.BeginScope(new Dictionary<string, object?> { ["Provider"] = provider, ["Account"] = account });
        var answer = await JudgeAsync(http, receiver).ConfigureAwait(false);
        metrics.Request(provider, account, answer.Verdict);
        if (!http.RequestAborted.IsCancellationRequested)
            await WriteAsync(http, answer).ConfigureAwait(false);
    }

    private async Task<WebhookAnswer> JudgeAsync(HttpContext http, WebhookReceiver receiver)
    {
        using var deadline = new CancellationTokenSource(options.AnswerWithin, time);
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, http.RequestAborted);
        WebhookReceipt receipt;
        try
        {
            using var body = await RequestBody.ReadAsync(http.Request, options.MaxBodyBytes, waiting.Token).ConfigureAwait(false);
            if (body is null)
                return Refuse(receiver.Account, WebhookAnswer.TooLarge);
            receipt = receiver.Receive(body.Bytes, name => http.Request.Headers[name]);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            return Refuse(receiver.Account, WebhookAnswer.SlowBody);
        }
        catch (BadHttpRequestException exception) when (exception.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            // The server's own limit is below ours.
            return Refuse(receiver.Account, WebhookAnswer.TooLarge);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or BadHttpRequestException)
        {
            return Refuse(receiver.Account, WebhookAnswer.BrokenBody);
        }
        catch (Exception exception)
        {
            WebhookLog.NotJudged(logger, exception, receiver.Account.Provider.Name, receiver.Account.Account);
            return WebhookAnswer.NotJudged;
        }

        return receipt.Verdict == WebhookVerdict.Valid
            ? await StoreAsync(receiver.Account, receipt.Events, waiting.Token).ConfigureAwait(false)
            : Refuse(receiver.Account, WebhookAnswer.NotGenuine(receipt.Verdict));
    }

    /// <summary>Hands verified events over. From here on neither the deadline nor a sender that hangs up stops the insert; they only end the waiting.</summary>
    private async Task<WebhookAnswer> StoreAsync(ProviderAccount account, IReadOnlyList<IncomingEvent> events, CancellationToken waiting)
    {
        using var scope = logger.BeginScope(new Dictionary<string, object?>
        {
            ["EventId"] = string.Join(' ', events.Select(incoming => incoming.EventId)),
            ["PaymentId"] = string.Join(' ', events.Select(incoming => incoming.OrderingKey).Distinct()),
        });
        try
        {
            var results = await acceptor.AcceptAsync(events).WaitAsync(waiting).ConfigureAwait(false);

            // Durable. A crash before the answer makes the sender repeat it, and the repetition is a duplicate.
            for (var i = 0; i < events.Count; i++)
                LogAccepted(events[i], results[i]);
            return results.Contains(AcceptResult.Accepted) ? WebhookAnswer.Accepted : WebhookAnswer.Duplicate;
        }
        catch (OperationCanceledException)
        {
            WebhookLog.NobodyWaits(logger, events.Count, account.Provider.Name, account.Account);
            return WebhookAnswer.StoreTooSlow;
        }
        catch (Exception exception)
        {
            WebhookLog.StoreFailed(logger, exception, events.Count, account.Provider.Name, account.Account);
            return WebhookAnswer.StoreFailed;
        }
    }

    private void LogAccepted(IncomingEvent incoming, AcceptResult result)
    {
        if (incoming.Problem is { } problem)
            WebhookLog.Unreadable(logger, incoming.Provider, incoming.Account, incoming.EventId, problem);
        else
            WebhookLog.Accepted(logger, incoming.Provider, incoming.Account, result, incoming.Type, incoming.EventId, incoming.OrderingKey ?? "none");
    }

    private WebhookAnswer Refuse(ProviderAccount account, WebhookAnswer answer)
    {
        if (answer.IsShopsFault)
            WebhookLog.ShopsFault(logger, account.Provider.Name, account.Account, answer.Verdict, answer.Text);
        else
            WebhookLog.Refused(logger, account.Provider.Name, account.Account, answer.Status, answer.Verdict);
        return answer;
    }

    private static async Task WriteAsync(HttpContext http, WebhookAnswer answer)
    {
        http.Response.StatusCode = answer.Status;
        http.Response.ContentType = "application/json";

        // The rest of an unread body is not worth reading.
        if (answer.CloseConnection && http.Request.Protocol == HttpProtocol.Http11)
            http.Response.Headers.Connection = "close";
        await http.Response.WriteAsync(answer.Text).ConfigureAwait(false);
    }
}
