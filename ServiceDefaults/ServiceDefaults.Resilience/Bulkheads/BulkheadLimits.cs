using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace ServiceDefaults.Bulkheads;

/// <summary>The size of one bulkhead.</summary>
public class BulkheadLimits : IValidatableObject
{
    /// <summary>Operations that may run at once.</summary>
    /// <value>The default is 10; from 1 to 10,000.</value>
    [Range(1, 10_000)]
    public int MaxConcurrency { get; set; } = 10;

    /// <summary>Operations that may wait for a permit; further ones are rejected at once.</summary>
    /// <value>The default is 5; from 0 to 10,000.</value>
    [Range(0, 10_000)]
    public int QueueLimit { get; set; } = 5;

    /// <summary>Whether and how the number of permits follows the capacity of the dependency.</summary>
    [ValidateObjectMembers]
    public AdaptiveConcurrencyOptions Adaptive { get; set; } = new();

    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext validationContext)
    {
        if (Adaptive.Enabled && Adaptive.MinConcurrency > MaxConcurrency)
        {
            yield return new($"Adaptive:MinConcurrency is {Adaptive.MinConcurrency} and MaxConcurrency is "
                + $"{MaxConcurrency}: permits are adapted between the two, so lower the first or raise the second.");
        }
    }
}
