using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ServiceDefaults.InboundLimits.Internal;

/// <summary>
/// What one partition has used of one window; a default value is unused. A <see cref="SlicedRule"/> and a
/// <see cref="BucketRule"/> use different fields, so that all windows of a partition are one array of small values.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal struct WindowState
{
    /// <summary>Sliced: the index of the newest slice. Bucket: the time of the last refill.</summary>
    public long At;

    /// <summary>Bucket: the level in units.</summary>
    public long Level;

    /// <summary>Sliced: the permits taken in each slice; index 0 is the newest.</summary>
    public SliceCounts Slices;
}

/// <summary>The slices of a window, newest first: ten for its period, and one that the period covers in part.</summary>
[InlineArray(Length)]
internal struct SliceCounts
{
    public const int Length = 11;

    private int _newest;
}
