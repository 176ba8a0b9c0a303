namespace Pepay.Runtime.Streams;

/// <summary>Remembers the newest ids. One that was forgotten is delivered again, which at-least-once allows. Not thread safe.</summary>
internal sealed class RecentIds(int capacity)
{
    private readonly HashSet<string> ids = new(StringComparer.Ordinal);
    private readonly Queue<string> order = new();

    public bool Contains(string id) => ids.Contains(id);

    /// <summary>False when the id was there already.</summary>
    public bool Add(string id)
    {
        if (!ids.Add(id))
            return false;
        order.Enqueue(id);
        if (order.Count > capacity)
            ids.Remove(order.Dequeue());
        return true;
    }
}
