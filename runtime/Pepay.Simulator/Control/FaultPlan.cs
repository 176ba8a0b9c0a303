namespace Pepay.Simulator.Control;

/// <summary>The faults in force. Each question takes one from its counter.</summary>
internal sealed class FaultPlan
{
    private readonly Lock gate = new();
    private SimulatorFaults faults = new();
    private Random random = new(0);

    public SimulatorFaults Current
    {
        get
        {
            lock (gate)
                return faults;
        }

        set
        {
            lock (gate)
            {
                if (value.DropPercent != faults.DropPercent || value.DropSeed != faults.DropSeed)
                    random = new Random(value.DropSeed);
                faults = value;
            }
        }
    }

    public AnswerFault? TakeAnswer(string line)
    {
        lock (gate)
        {
            if (faults.AnswerNext is not { Count: > 0 } fault || !Matches(line, fault.Match))
                return null;
            faults = faults with { AnswerNext = fault.Count > 1 ? fault with { Count = fault.Count - 1 } : null };
            return fault;
        }
    }

    public HangFault? TakeHang(string line)
    {
        lock (gate)
        {
            if (faults.HangNext is not { Count: > 0 } fault || !Matches(line, fault.Match))
                return null;
            faults = faults with { HangNext = fault.Count > 1 ? fault with { Count = fault.Count - 1 } : null };
            return fault;
        }
    }

    public bool TakeLostAnswer(string line)
    {
        lock (gate)
        {
            if (faults.LoseAnswerNext is not { Count: > 0 } fault || !Matches(line, fault.Match))
                return false;
            faults = faults with { LoseAnswerNext = fault.Count > 1 ? fault with { Count = fault.Count - 1 } : null };
            return true;
        }
    }

    public bool TakeDrop()
    {
        lock (gate)
        {
            if (faults.DropNext > 0)
            {
                faults = faults with { DropNext = faults.DropNext - 1 };
                return true;
            }

            return faults.DropPercent > 0 && random.Next(100) < faults.DropPercent;
        }
    }

    /// <summary>True for a webhook that is to be held; <paramref name="last"/> when it is the one that frees them all.</summary>
    public bool TakeHold(out bool last)
    {
        lock (gate)
        {
            last = faults.Reorder == 1;
            if (faults.Reorder <= 0)
                return false;
            faults = faults with { Reorder = faults.Reorder - 1 };
            return true;
        }
    }

    public bool TakeFrameDrop()
    {
        lock (gate)
        {
            if (faults.DropFrames <= 0)
                return false;
            faults = faults with { DropFrames = faults.DropFrames - 1 };
            return true;
        }
    }

    private static bool Matches(string line, string? match) => match is null || line.Contains(match, StringComparison.OrdinalIgnoreCase);
}
