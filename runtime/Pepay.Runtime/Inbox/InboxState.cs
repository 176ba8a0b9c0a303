namespace Pepay.Runtime.Inbox;

/// <summary>How far an event has come.</summary>
public enum InboxState
{
    /// <summary>Accepted, not yet routed to its handlers.</summary>
    New,

    /// <summary>At least one handler is not done with it.</summary>
    Open,

    /// <summary>Its type is unknown; it waits for a version that knows it. Handlers of any type are done with it.</summary>
    Parked,

    /// <summary>At least one handler has given it up, or it cannot be read; and nobody has dismissed that.</summary>
    Dead,

    /// <summary>Every handler is done with it, or a person has dismissed what was dead.</summary>
    Done,
}

/// <summary>How far one handler has come with one event.</summary>
public enum DeliveryState
{
    /// <summary>Waiting for its turn or its next attempt.</summary>
    Pending,

    /// <summary>A worker has it.</summary>
    Leased,

    /// <summary>The handler is done.</summary>
    Done,

    /// <summary>The handler failed too often.</summary>
    Dead,

    /// <summary>It was dead, and a person wants no more of it.</summary>
    Dismissed,
}
