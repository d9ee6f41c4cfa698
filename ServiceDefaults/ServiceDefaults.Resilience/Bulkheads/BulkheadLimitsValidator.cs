using Microsoft.Extensions.Options;

namespace ServiceDefaults.Bulkheads;

/// <summary>Checks the ranges of one bulkhead's size.</summary>
[OptionsValidator]
public sealed partial class BulkheadLimitsValidator : IValidateOptions<BulkheadLimits>;
