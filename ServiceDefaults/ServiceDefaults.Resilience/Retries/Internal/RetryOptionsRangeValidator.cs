using Microsoft.Extensions.Options;

namespace ServiceDefaults.Retries.Internal;

/// <summary>Generated validator for the attributes of the options and their budget.</summary>
[OptionsValidator]
internal sealed partial class RetryOptionsRangeValidator : IValidateOptions<RetryOptions>;
