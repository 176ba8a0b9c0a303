using Pepay.Runtime.Merchant;

namespace Pepay.Storefront.Tests.Support;

/// <summary>What people did, in memory, with the rules of the interface.</summary>
internal sealed class FakeMerchantActions : IMerchantActionStore
{
    private readonly Lock gate = new();
    private readonly List<MerchantAction> actions = [];

    public IReadOnlyList<MerchantAction> All
    {
        get
        {
            lock (gate)
                return [.. actions];
        }
    }

    public Task InitializeAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<bool> TryBeginAsync(MerchantAction action, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (actions.Any(known => known.Id == action.Id)
                || (action.Kind == MerchantActionKind.Refund && actions.Any(known => known is { Kind: MerchantActionKind.Refund, IsUnfinished: true } && known.Subject == action.Subject)))
                return Task.FromResult(false);
            actions.Insert(0, action);
            return Task.FromResult(true);
        }
    }

    public Task<bool> FinishAsync(string id, MerchantActionOutcome outcome, string result, DateTimeOffset at, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            var index = actions.FindIndex(known => known.Id == id && known.IsUnfinished);
            if (index < 0)
                return Task.FromResult(false);
            actions[index] = actions[index] with { Outcome = outcome, Result = result, FinishedAt = at };
            return Task.FromResult(true);
        }
    }

    public Task<MerchantAction?> FindAsync(string id, CancellationToken cancellationToken) => Task.FromResult(All.FirstOrDefault(known => known.Id == id));

    public Task<IReadOnlyList<MerchantAction>> ListAsync(int limit, string? subject, string? before, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<MerchantAction>>([.. All.Where(known => subject is null || known.Subject == subject).Take(limit)]);
}
