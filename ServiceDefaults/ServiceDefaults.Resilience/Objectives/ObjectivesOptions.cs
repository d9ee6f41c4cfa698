using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace ServiceDefaults.Objectives;

/// <summary>The objectives of all routes. Changes apply after a restart.</summary>
public sealed class ObjectivesOptions : IValidatableObject
{
    /// <summary>The section of the settings.</summary>
    public const string Section = "Objectives";

    /// <summary>The objectives of routes that have none of their own.</summary>
    /// <value>The default is 99.9 % answered, and 99 % answered right within 1 second.</value>
    [ValidateObjectMembers]
    public ObjectiveOptions Default { get; set; } = new();

    /// <summary>The objectives of single routes, by a name of your choice.</summary>
    /// <value>The default is none.</value>
    [ValidateEnumeratedItems]
    public IDictionary<string, RouteObjectiveOptions> Routes { get; } =
        new Dictionary<string, RouteObjectiveOptions>(StringComparer.OrdinalIgnoreCase);

    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext validationContext) =>
        from named in Routes
        group named.Key by named.Value.Route into names
        where names.Key.Length > 0 && names.Skip(1).Any()
        select new ValidationResult(
            $"{nameof(Routes)}:{names.Last()}:{nameof(RouteObjectiveOptions.Route)} is '{names.Key}', as is that of "
            + $"{Section}:{nameof(Routes)}:{names.First()}. Keep one of them.");
}

/// <summary>The objectives of routes.</summary>
public sealed class ObjectiveOptions
{
    /// <summary>
    /// The share of requests that get an answer: from the primary source, or a labelled fallback, early or late.
    /// </summary>
    /// <value>The default is 0.999; from 0.5 to 0.99999, because 1 leaves no error budget.</value>
    [Range(0.5, 0.99999)]
    public double Availability { get; set; } = 0.999;

    /// <summary>How soon an answer must be complete to be a good one.</summary>
    /// <value>The default is 1 second; from 1 millisecond to 1 day.</value>
    [Range(typeof(TimeSpan), "00:00:00.001", "1.00:00:00")]
    public TimeSpan Latency { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The share of requests that get a good answer: from the primary source, within <see cref="Latency"/>.
    /// </summary>
    /// <value>The default is 0.99; from 0.5 to 0.99999, because 1 leaves no error budget.</value>
    [Range(0.5, 0.99999)]
    public double LatencyShare { get; set; } = 0.99;
}

/// <summary>The objectives of one route. What is not set is that of <see cref="ObjectivesOptions.Default"/>.</summary>
public sealed class RouteObjectiveOptions
{
    /// <summary>
    /// Method and template, as the metrics name them, such as <c>GET /orders/{id:guid}</c>.
    /// </summary>
    /// <value>There is no default.</value>
    [Required]
    public string Route { get; set; } = "";

    /// <summary>
    /// Whether the service must have the route; <see langword="false"/> if only some of its instances have it, such as
    /// those that accept writes.
    /// </summary>
    /// <value>The default is <see langword="true"/>: start-up fails without the route.</value>
    public bool Required { get; set; } = true;

    /// <summary>See <see cref="ObjectiveOptions.Availability"/>.</summary>
    /// <value>The default is that of all routes.</value>
    [Range(0.5, 0.99999)]
    public double? Availability { get; set; }

    /// <summary>See <see cref="ObjectiveOptions.Latency"/>.</summary>
    /// <value>The default is that of all routes.</value>
    [Range(typeof(TimeSpan), "00:00:00.001", "1.00:00:00")]
    public TimeSpan? Latency { get; set; }

    /// <summary>See <see cref="ObjectiveOptions.LatencyShare"/>.</summary>
    /// <value>The default is that of all routes.</value>
    [Range(0.5, 0.99999)]
    public double? LatencyShare { get; set; }
}
