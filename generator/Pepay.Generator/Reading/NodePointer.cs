using System.Text;

namespace Pepay.Generator.Reading;

/// <summary>Names a node by its JSON pointer. Looked up only when something is reported, so that nodes need not know their parents.</summary>
internal static class NodePointer
{
    /// <returns>Such as <c>#/components/schemas/Order</c>; "this node" while its file is still being read, or where aliases hide the way.</returns>
    public static string Of(SpecNode node)
    {
        var path = new StringBuilder("#");
        var current = node.File.Root;
        for (var depth = 0; current is not null && current.At.Offset != node.At.Offset && depth <= SpecFile.MaxDepth; depth++)
            current = Towards(current, node.At.Offset, path);
        return current?.At.Offset == node.At.Offset ? path.ToString() : "this node";
    }

    public static string Escape(string token) => token.Replace("~", "~0").Replace("/", "~1");

    // Siblings stand one after the other, so the last one that begins before the place is around it.
    private static SpecNode? Towards(SpecNode container, int offset, StringBuilder path)
    {
        SpecNode? nearest = null;
        var token = "";
        foreach (var entry in container.Entries)
        {
            if (entry.Value.At.Offset <= offset && (nearest is null || entry.Value.At.Offset > nearest.At.Offset))
                (nearest, token) = (entry.Value, Escape(entry.Key));
        }

        for (var i = 0; i < container.Items.Length; i++)
        {
            if (container.Items[i].At.Offset <= offset && (nearest is null || container.Items[i].At.Offset > nearest.At.Offset))
                (nearest, token) = (container.Items[i], i.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }

        path.Append('/').Append(token);
        return nearest;
    }
}
