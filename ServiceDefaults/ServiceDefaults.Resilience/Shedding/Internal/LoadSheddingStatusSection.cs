using ServiceDefaults.Monitoring;

namespace ServiceDefaults.Shedding.Internal;

/// <summary>The section <c>loadShedding</c> of the status.</summary>
internal sealed class LoadSheddingStatusSection(LoadShedder shedder) : IStatusSection
{
    public string Name => "loadShedding";

    public object Read() => shedder.GetStatistics();
}
