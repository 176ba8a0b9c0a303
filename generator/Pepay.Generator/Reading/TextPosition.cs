namespace Pepay.Generator.Reading;

/// <summary>A place in a file: character offset, line and column, each counted from zero.</summary>
internal readonly struct TextPosition(int offset, int line, int column)
{
    public int Offset { get; } = offset;

    public int Line { get; } = line;

    public int Column { get; } = column;
}
