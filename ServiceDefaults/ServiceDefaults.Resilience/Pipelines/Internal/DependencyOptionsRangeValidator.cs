using Microsoft.Extensions.Options;

namespace ServiceDefaults.Pipelines.Internal;

/// <summary>Generated from the attributes of the options and of everything in them.</summary>
[OptionsValidator]
internal sealed partial class DependencyOptionsRangeValidator : IValidateOptions<DependencyOptions>;
