using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using ServiceDefaults.Bulkheads;

namespace ServiceDefaults.Shedding;

/// <summary>How many requests this process handles at once, by criticality. Changes apply without a restart.</summary>
public sealed class LoadSheddingOptions
{
    /// <summary>The section of the settings.</summary>
    public const string Section = "LoadShedding";

    /// <summary>Whether requests are shed.</summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool Enabled { get; set; } = true;

    /// <summary>Requests in progress at once. Interactive requests are shed only beyond it.</summary>
    /// <value>The default is 1,000; from 1 to 1,000,000.</value>
    [Range(1, 1_000_000)]
    public int MaxConcurrency { get; set; } = 1000;

    /// <summary>The limits of each criticality that is shed before interactive requests.</summary>
    /// <value>The default is <c>batch</c> and <c>admin</c> (20 at once, half of the process) and <c>extra</c> (100,
    /// three quarters).</value>
    [ValidateEnumeratedItems]
    public IDictionary<string, CriticalityLimits> Criticalities { get; } =
        new Dictionary<string, CriticalityLimits>(StringComparer.OrdinalIgnoreCase)
        {
            [Criticality.Batch] = new() { MaxConcurrency = 20, Share = 0.5 },
            [Criticality.Admin] = new() { MaxConcurrency = 20, Share = 0.5 },
            [Criticality.Extra] = new() { MaxConcurrency = 100, Share = 0.75 },
        };
}

/// <summary>The limits of the requests of one criticality.</summary>
public sealed class CriticalityLimits
{
    /// <summary>Requests of this criticality in progress at once.</summary>
    /// <value>The default is 20; from 1 to 1,000,000.</value>
    [Range(1, 1_000_000)]
    public int MaxConcurrency { get; set; } = 20;

    /// <summary>
    /// The share of <see cref="LoadSheddingOptions.MaxConcurrency"/> from which on requests of this criticality are
    /// shed, whichever requests are in progress.
    /// </summary>
    /// <value>The default is 0.5; from 0.01 to 1.</value>
    [Range(0.01, 1.0)]
    public double Share { get; set; } = 0.5;
}
