using Pepay.Runtime.Checkout;
using Pepay.Runtime.Http;
using Pepay.Runtime.Payments;

namespace Pepay.Storefront.Tests.Support;

/// <summary>A provider that also takes transfers on the shop's page.</summary>
internal sealed class FakeEmbeddedCheckout : FakeCheckout, IEmbeddedCheckout, ILivePayment
{
    public static readonly PaymentAsset Usdc = new("1", "USDC", "USD Coin", "Base", null);
    public static readonly PaymentAsset Ton = new("9", "TON", "Toncoin", "TON", "It needs a memo.");

    private int timesListened;

    /// <summary>What the next question for a quote is answered with; null for a quote.</summary>
    public string? Problem { get; set; }

    /// <summary>While true every call of the payer is refused.</summary>
    public bool Refuses { get; set; }

    /// <summary>While true answers to questions are refused, and nothing else.</summary>
    public bool RefusesAnswers { get; set; }

    public DateTimeOffset? ValidUntil { get; set; }

    /// <summary>The live channels that are listened to, by token; calling one brings news.</summary>
    public System.Collections.Concurrent.ConcurrentDictionary<string, Func<CancellationToken, Task>> Listeners { get; } = new();

    public int TimesListened => Volatile.Read(ref timesListened);

    public int Quotes { get; private set; }

    public string? Receipt { get; private set; }

    public IReadOnlyDictionary<string, string> Answers { get; private set; } = new Dictionary<string, string>();

    public List<PayerQuestion> Questions { get; } = [];

    public bool CanEmbed(Payment payment) => true;

    public Task<IReadOnlyList<PaymentAsset>> ListAcceptedAssetsAsync(CancellationToken cancellationToken) => Answer<IReadOnlyList<PaymentAsset>>([Usdc]);

    public Task<IReadOnlyList<PaymentAsset>> ListAssetsAsync(Payment payment, CancellationToken cancellationToken) =>
        Answer<IReadOnlyList<PaymentAsset>>([Usdc, Ton]);

    public Task<TransferQuote> QuoteTransferAsync(Payment payment, string assetId, CancellationToken cancellationToken)
    {
        if (Problem is not null)
            return Answer(new TransferQuote { Asset = Usdc, Problem = Problem });
        Quotes++;
        return Answer(new TransferQuote { Asset = Usdc, Address = $"0xaddress{Quotes}", Amount = "50.000001", Uri = "ethereum:0x<script>", LiveToken = $"live-{Quotes}", ValidUntil = ValidUntil });
    }

    public Task<string?> GetReceiptEmailAsync(Payment payment, CancellationToken cancellationToken) => Answer(Receipt);

    public Task SetReceiptEmailAsync(Payment payment, string email, CancellationToken cancellationToken)
    {
        if (!Refuses)
            Receipt = email;
        return Answer(email);
    }

    public Task<IReadOnlyList<PayerQuestion>> ListQuestionsAsync(Payment payment, CancellationToken cancellationToken) =>
        Answer<IReadOnlyList<PayerQuestion>>(Questions);

    public Task AnswerQuestionsAsync(Payment payment, IReadOnlyDictionary<string, string> answers, CancellationToken cancellationToken)
    {
        if (RefusesAnswers)
            throw Down();
        Answers = answers;
        return Answer(answers);
    }

    public async Task ListenAsync(string liveToken, Func<CancellationToken, Task> onNews, CancellationToken cancellationToken)
    {
        if (Refuses)
            return;
        Interlocked.Increment(ref timesListened);
        Listeners[liveToken] = onNews;
        await Task.Delay(Timeout.Infinite, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Listeners.TryRemove(liveToken, out _);
    }

    private Task<T> Answer<T>(T value) => Refuses
        ? throw new ApiException(new ApiResponse { Operation = new ApiOperation { Id = "payor", Method = HttpMethod.Get, Path = "/payor" }, StatusCode = 404 })
        : Task.FromResult(value);
}
