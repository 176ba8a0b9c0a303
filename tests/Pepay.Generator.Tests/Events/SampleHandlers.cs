using Pepay.Generator.Tests.Features;
using Pepay.Runtime.Dispatch;

namespace Pepay.Generator.Tests.Events;

/// <summary>A handler of events that are generated in this very assembly.</summary>
public sealed class SampleHandlers : IEventHandler<ThingCreatedEvent>, IEventHandler<Features.ThingChangedEvent>
{
    public List<string> Seen { get; } = [];

    public Task HandleAsync(ThingCreatedEvent @event, EventContext context, CancellationToken cancellationToken)
    {
        Seen.Add("created " + @event.Id);
        return Task.CompletedTask;
    }

    public Task HandleAsync(ThingChangedEvent @event, EventContext context, CancellationToken cancellationToken)
    {
        Seen.Add("changed " + @event.Id);
        return Task.CompletedTask;
    }
}
