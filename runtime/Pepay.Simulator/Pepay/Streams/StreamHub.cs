using Pepay.Simulator.Control;
using Pepay.Simulator.State;

namespace Pepay.Simulator.Pepay.Streams;

/// <summary>The open sockets. Called with the state locked, so that a replay and the live frames after it leave no gap.</summary>
internal sealed class StreamHub(FaultPlan faults)
{
    private readonly List<StreamConnection> connections = [];

    public int Count => connections.Count;

    public void Join(StreamConnection connection) => connections.Add(connection);

    public void Leave(StreamConnection connection) => connections.Remove(connection);

    public void Publish(PepayEvent pepayEvent)
    {
        foreach (var connection in connections.Where(connection => connection.Wants(pepayEvent)))
            Send(connection, pepayEvent);
    }

    public void PublishToPayor(PepayEvent pepayEvent)
    {
        foreach (var connection in connections.Where(connection => connection.IsPayor && connection.Wants(pepayEvent)))
            Send(connection, pepayEvent);
    }

    /// <summary>Cuts every connection; with an error, each gets a ws_error frame and an orderly close first.</summary>
    public void Disconnect(string? errorCode)
    {
        foreach (var connection in connections.ToList())
            connection.End(errorCode);
    }

    private void Send(StreamConnection connection, PepayEvent pepayEvent)
    {
        if (faults.TakeFrameDrop())
            return;
        for (var copy = 0; copy <= faults.Current.DuplicateFrames; copy++)
            connection.Enqueue(pepayEvent.Body);
    }
}
