import Cases
import Datapath
import FixedPoint
import Samples

for path in CommandLine.arguments.dropFirst() {
do {
  let input = try CaseInput(path: path)
  let columns = try input.readSamples(options: CSVOptions())
  let plan = try Plan(input.settings, columns: columns)
  let fit = Fit(plan)
  print("== \(path) N \(plan.sampleCount) rate \(plan.rate) epochs \(plan.epochs)")
  for n in Node.allCases { print(n.name, plan.design.formats[n].description, fit.statistics[n].overflows) }
  print(fit.stop, fit.run.epochs, fit.run.cycles, fit.coefficients, fit.referenceCoefficients, plan.leastSquares.coefficients, fit.run.theta)
  for l in fit.diagnosis { print(l) }
  for n in plan.notes { print(n) }
  print(plan.design.registerBits, plan.simulation.usesNarrowArithmetic)
} catch { print(path, error) }
}
