using YamlDotNet.Core.Events;

namespace Pepay.Generator.Reading;

/// <summary>What a plain YAML scalar means in the core schema of YAML 1.2: <c>yes</c> and <c>on</c> are text, as in JSON Schema tools.</summary>
internal static class YamlScalars
{
    public static NodeKind KindOf(Scalar scalar)
    {
        if (!scalar.Tag.IsEmpty && !scalar.Tag.IsNonSpecific)
            return scalar.Tag.Value == "tag:yaml.org,2002:str" ? NodeKind.Text : KindOf(scalar.Value);
        return KindOf(scalar.Value);
    }

    public static string TextOf(NodeKind kind, string value) => kind switch
    {
        NodeKind.Null => "",
        NodeKind.Boolean => value[0] is 't' or 'T' ? "true" : "false",
        _ => value,
    };

    private static NodeKind KindOf(string value)
    {
        switch (value)
        {
            case "" or "~" or "null" or "Null" or "NULL":
                return NodeKind.Null;
            case "true" or "True" or "TRUE" or "false" or "False" or "FALSE":
                return NodeKind.Boolean;
            default:
                return IsNumber(value) ? NodeKind.Number : NodeKind.Text;
        }
    }

    private static bool IsNumber(string value)
    {
        var i = value[0] is '-' or '+' ? 1 : 0;
        var digits = 0;
        var dots = 0;
        for (; i < value.Length; i++)
        {
            var c = value[i];
            if (c is >= '0' and <= '9')
                digits++;
            else if (c == '.' && dots == 0)
                dots++;
            else if (c is 'e' or 'E' && digits > 0)
                return IsExponent(value, i + 1);
            else
                return false;
        }

        return digits > 0;
    }

    private static bool IsExponent(string value, int i)
    {
        if (i < value.Length && value[i] is '-' or '+')
            i++;
        if (i >= value.Length)
            return false;
        for (; i < value.Length; i++)
        {
            if (value[i] is < '0' or > '9')
                return false;
        }

        return true;
    }
}
