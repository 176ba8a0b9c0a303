namespace Pepay.Runtime.Webhooks;

/// <summary>The decoded signatures of one request, side by side in one buffer of equal slots, each a length and the bytes.</summary>
internal readonly ref struct Signatures(ReadOnlySpan<byte> slots, int slotSize, int count)
{
    private readonly ReadOnlySpan<byte> slots = slots;

    public int Count { get; } = count;

    public ReadOnlySpan<byte> this[int index] => slots.Slice((index * slotSize) + 1, slots[index * slotSize]);
}
