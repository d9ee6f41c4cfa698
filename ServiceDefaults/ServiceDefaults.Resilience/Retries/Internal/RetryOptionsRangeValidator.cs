using Microsoft.Extensions.Options;

namespace ServiceDefaults.Retries.Internal;

/// <summary>Generated from the attributes, for the options and their budget.</summary>
[OptionsValidator]
internal sealed partial class RetryOptionsRangeValidator : IValidateOptions<RetryOptions>;
