using Microsoft.Extensions.Options;

namespace ServiceDefaults.CircuitBreaking.Internal;

[OptionsValidator]
internal sealed partial class CircuitBreakerOptionsRangeValidator : IValidateOptions<CircuitBreakerOptions>;
