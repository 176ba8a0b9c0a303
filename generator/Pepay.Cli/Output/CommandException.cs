namespace Pepay.Cli.Output;

/// <summary>Ends a command with a message for the person who typed it.</summary>
internal sealed class CommandException(int exitCode, string message, Exception? inner = null) : Exception(message, inner)
{
    public int ExitCode => exitCode;
}
