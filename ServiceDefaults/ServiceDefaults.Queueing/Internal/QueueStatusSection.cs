using ServiceDefaults.Monitoring;

namespace ServiceDefaults.Queueing.Internal;

/// <summary>
/// The section <c>queues</c> of the status: the depth of each queue at its last sweep. A queue whose depth is unknown,
/// because Redis is unavailable, is left out.
/// </summary>
internal sealed class QueueStatusSection(QueueInstruments instruments) : IStatusSection
{
    public string Name => "queues";

    public object Read() => instruments.Snapshot().ToDictionary(StringComparer.Ordinal);
}
