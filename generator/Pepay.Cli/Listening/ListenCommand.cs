using System.CommandLine;
using System.Security.Cryptography;
using Pepay.Api;
using Pepay.Cli.Output;
using Pepay.Cli.Providers;
using Pepay.Runtime.Http;
using Pepay.Runtime.Payments;
using Pepay.Runtime.Providers;
using Pepay.Runtime.Streams;
using Pepay.Runtime.Webhooks;
using XPay.Api;

namespace Pepay.Cli.Listening;

/// <summary><c>pepay listen</c>: brings events to a shop that no provider can reach, signed as the provider would.</summary>
internal static class ListenCommand
{
    public const string SecretVariable = "PEPAY_WEBHOOK_SECRET";

    private const int SecondsOfDay = 86_400;

    private static readonly Option<string> ForwardTo = new("--forward-to", "-f") { Description = "The shop's webhook address, such as http://localhost:5080/webhooks/pepay.", Required = true, HelpName = "URL" };
    private static readonly Option<string?> Provider = new("--provider") { Description = "Whose events; without it Pepay's, where its keys are at hand." };
    private static readonly Option<string[]> Types = new("--type") { Description = "Only these event types; .* at the end stands for all with that beginning, as in invoice.*", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = static _ => [] };
    private static readonly Option<string?> Secret = new("--secret") { Description = $"What to sign with. Without it {SecretVariable}, then the shop's own webhook secret from its settings, else one is made and shown.", HelpName = "SECRET" };
    private static readonly Option<string?> State = new("--state") { Description = "The file that keeps the place to go on from; without it one in the user's own data folder.", HelpName = "FILE" };
    private static readonly Option<int> Poll = new("--poll") { Description = "Seconds between two looks at xPay, which has no stream.", DefaultValueFactory = static _ => 5, HelpName = "SECONDS" };
    private static readonly Option<bool> PrintJson = new("--print-json") { Description = "Shows the body of each event below it." };

    public static Command Create()
    {
        Provider.AcceptOnlyFromAmong("pepay", "xpay");
        var command = new Command("listen", "Follows a provider's events and forwards them to a local webhook, signed as the provider would, until Ctrl+C. It goes on where it stopped.")
        {
            ForwardTo, Provider, Types, Secret, State, Poll, PrintJson, Screen.JsonOption,
        };
        ProviderTarget.AddTo(command);
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var screen = new Screen(arguments);
        if (!Uri.TryCreate(arguments.GetValue(ForwardTo), UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            throw new CommandException(ExitCodes.Usage, $"--forward-to is '{arguments.GetValue(ForwardTo)}', but an address such as http://localhost:5080/webhooks/pepay is needed.");
        if (arguments.GetValue(Poll) is < 1 or > SecondsOfDay)
            throw new CommandException(ExitCodes.Usage, $"--poll is 1 to {SecondsOfDay} seconds, not {arguments.GetValue(Poll)}.");
        var error = arguments.InvocationConfiguration.Error;
        await using var target = await ProviderTarget.OpenAsync(arguments, cancellationToken, new ConnectionLog(error));
        IPaymentProvider provider = arguments.GetValue(Provider) switch
        {
            "xpay" => target.XPay ?? throw NoKeys("xPay", "XPay__PublicKey and XPay__PrivateKey"),
            "pepay" => target.Pepay ?? throw NoKeys("Pepay", "Pepay__MerchantApiKey"),
            _ => (IPaymentProvider?)target.Pepay ?? target.XPay!,
        };
        using var state = ListenState.Open(arguments.GetValue(State) ?? ListenState.UsualPath(provider.Account.Provider.Name, BaseUrl(provider), address));
        var (account, shown) = SigningAccount(provider.Account, arguments, state);
        screen.Record(new { Listening = provider.Account.Provider.Name, ForwardTo = address, State = state.Path, SigningSecret = shown });
        screen.Say($"Forwarding {provider.Account.Provider.DisplayName}'s events from {target.Name} to {address}; the place is kept in {state.Path}.");
        if (shown is not null)
            screen.Say($"Your signing secret is {shown} (configure it as the shop's webhook secret; it is not shown again).");
        using var forwarder = new Forwarder(account, address, arguments.GetValue(Types)!, arguments.GetValue(PrintJson), state, screen, TimeProvider.System);
        try
        {
            if (provider is XPayPaymentProvider xpay)
                await PollAsync(xpay, forwarder, state, TimeSpan.FromSeconds(arguments.GetValue(Poll)), screen, error, cancellationToken);
            else
                await FollowAsync(target, forwarder, state, screen, error, cancellationToken);
        }
        catch (StreamRefusedException exception)
        {
            throw new CommandException(ExitCodes.Failed, exception.Message, exception);
        }

        cancellationToken.ThrowIfCancellationRequested();
        return ExitCodes.Success;
    }

    private static async Task FollowAsync(ProviderTarget target, Forwarder forwarder, ListenState state, Screen screen, TextWriter error, CancellationToken cancellationToken)
    {
        List<EventStream> streams = [target.Streams.Merchant()];
        if (target.Pepay!.HasCommerce)
            streams.Add(target.Streams.Commerce());
        using var all = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var waiting = streams.Count;
        await Task.WhenAll(streams.Select(async stream =>
        {
            try
            {
                await FollowAsync(stream, forwarder, state, error, Ready, all.Token);
            }
            catch
            {
                // One that is refused takes the other with it; the first failure is the one that is told.
                await all.CancelAsync();
                throw;
            }
        }));

        void Ready()
        {
            if (Interlocked.Decrement(ref waiting) == 0)
                screen.Say("Ready.");
        }
    }

    private static async Task FollowAsync(EventStream stream, Forwarder forwarder, ListenState state, TextWriter error, Action ready, CancellationToken cancellationToken)
    {
        var name = stream.Stream.Name;
        var cursor = state.CursorOf(name);

        // From a place that is known nothing can be missed any more; without one it is the first checkpoint from which that holds.
        var isReady = cursor is not null;
        if (isReady)
            ready();
        await foreach (var item in stream.FollowAsync(cursor, cancellationToken))
        {
            switch (item)
            {
                case StreamEvent { Envelope: var envelope }:
                    await forwarder.ForwardAsync(envelope, PepayWebhookHeaders.Of(envelope), cancellationToken);
                    break;
                case StreamCheckpoint checkpoint:
                    state.MoveCursor(name, checkpoint.Cursor);
                    if (!isReady)
                        ready();
                    isReady = true;
                    break;
                case StreamGap { IsRepaired: false } gap:
                    await error.WriteLineAsync($"Events may be missing: {gap.Detail}");
                    break;
                default:
                    break;
            }
        }
    }

    private static async Task PollAsync(
        XPayPaymentProvider provider, Forwarder forwarder, ListenState state, TimeSpan pause, Screen screen, TextWriter error, CancellationToken cancellationToken)
    {
        var poll = new XPayIntentPoll(provider.Client, TimeProvider.System);
        var reader = new EventEnvelopeReader(provider.Account.Provider.Webhook!.Event);
        screen.Say($"xPay has no stream and no list of events: its payments of the last {XPayIntentPoll.Window.TotalHours:0} hours are looked at every {pause.TotalSeconds:0} s, and events are made from what has changed.");
        for (var isReady = false; ; await Task.Delay(pause, cancellationToken))
        {
            try
            {
                var (statuses, events) = await poll.LookAsync(state.Intents, cancellationToken);
                foreach (var item in events)
                    await forwarder.ForwardAsync(reader.Read(item.Body)[0], [], cancellationToken);
                state.Intents = statuses;
                state.Save();
                if (!isReady)
                    screen.Say("Ready.");
                isReady = true;
            }
            catch (ApiException exception) when (exception.StatusCode is not (400 or 401 or 403))
            {
                await error.WriteLineAsync(exception.Message);
            }
            catch (ApiException exception)
            {
                throw new CommandException(ExitCodes.Failed, exception.Message, exception);
            }
        }
    }

    // A secret that was made here is kept with the place, so that the shop need not be configured anew at every start.
    private static (ProviderAccount Account, string? Shown) SigningAccount(ProviderAccount account, ParseResult arguments, ListenState state)
    {
        var told = arguments.GetValue(Secret) ?? System.Environment.GetEnvironmentVariable(SecretVariable);
        if (string.IsNullOrWhiteSpace(told) && account.WebhookSecrets().Count > 0)
            return (account, null);
        string? shown = null;
        if (string.IsNullOrWhiteSpace(told) && state.Secret is null)
        {
            state.Secret = shown = "listen-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
            state.Save();
        }

        var scheme = account.Provider.Webhook!.Schemes.First(static scheme => scheme.Algorithm != WebhookAlgorithm.EcdsaP256Sha256).Name;
        var secret = new WebhookSecret { Id = "listen", Scheme = scheme, Value = string.IsNullOrWhiteSpace(told) ? state.Secret! : told };
        return (new ProviderAccount { Provider = account.Provider, Account = account.Account, Environment = account.Environment, WebhookSecrets = () => [secret] }, shown);
    }

    private static Uri BaseUrl(IPaymentProvider provider) => provider is XPayPaymentProvider xpay ? xpay.Client.Transport.BaseUrl : ((PepayPaymentProvider)provider).Transport.BaseUrl;

    private static CommandException NoKeys(string provider, string keys) => new(ExitCodes.Failed, $"No keys of {provider} are configured: set {keys}, or use a simulator with --simulator.");
}
