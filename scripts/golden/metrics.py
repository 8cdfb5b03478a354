"""Figures of classifiers by scikit-learn, SciPy and statsmodels, in float64.

    python scripts/golden/metrics.py

writes test/golden/metrics.json. Probabilities are float32. A figure that a peer leaves undefined is null.
"""

import json
import math
import platform
import warnings
from pathlib import Path

import numpy as np
import scipy
import sklearn
import statsmodels
from scipy import stats
from sklearn import calibration, metrics
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.multitest import multipletests

warnings.filterwarnings('ignore')


def softmax(logits):
    exponents = np.exp(logits - logits.max(axis=1, keepdims=True))
    return (exponents / exponents.sum(axis=1, keepdims=True)).astype(np.float32)


def noisy(seed, labels, classes, skill, spread=1.5):
    """Softmaxes that lean towards the label by `skill`."""
    logits = np.random.default_rng(seed).normal(0, spread, (len(labels), classes))
    logits[np.arange(len(labels)), labels] += skill
    return softmax(logits)


def coarse(seed, labels, classes, skill, parts=8):
    """Probabilities in eighths: many ties between classes and examples, many that are exactly 0, ½ or 1."""
    rng = np.random.default_rng(seed)
    share = softmax(np.where(np.arange(classes) == labels[:, None], skill, 0.0)).astype(np.float64)
    return np.stack([rng.multinomial(parts, row / row.sum()) for row in share]).astype(np.float32) / parts


def draw(seed, n, shares):
    return np.random.default_rng(seed).choice(len(shares), n, p=shares)


def cases():
    balanced = draw(1, 60, [0.2] * 5)
    yield 'five classes', balanced, noisy(2, balanced, 5, 2.0)
    two = draw(3, 40, [0.7, 0.3])
    yield 'two classes', two, noisy(4, two, 2, 1.0)
    rare = draw(5, 50, [0.5, 0.3, 0.18, 0.02])
    yield 'a rare class', rare, noisy(6, rare, 4, 1.5)
    ties = draw(7, 48, [0.4, 0.3, 0.3])
    yield 'exact ties', ties, coarse(8, ties, 3, 1.2)
    empty = draw(9, 30, [0.4, 0.0, 0.6, 0.0])
    yield 'classes without examples', empty, noisy(10, empty, 4, 1.0)
    never = draw(11, 30, [0.3, 0.3, 0.4])
    away = noisy(12, never, 3, 1.0)
    away[:, 1] = 0
    yield 'a class never predicted', never, (away / away.sum(axis=1, keepdims=True)).astype(np.float32)
    perfect = draw(13, 24, [0.25] * 4)
    yield 'perfect and certain', perfect, np.eye(4, dtype=np.float32)[perfect]
    yield 'certain and wrong', perfect, np.eye(4, dtype=np.float32)[(perfect + (np.arange(24) % 3 == 0)) % 4]
    one = np.zeros(20, dtype=int)
    yield 'one class alone', one, noisy(14, one, 2, 0.5)
    yield 'one class alone, all right', one, np.tile(np.float32([0.75, 0.25]), (20, 1))
    yield 'worse than chance', two, noisy(15, two, 2, -2.0)
    yield 'all alike', ties, np.full((48, 3), 1 / 3, dtype=np.float32)


def defined(value):
    return float(value) if math.isfinite(value) else None


def per_class_ranking(labels, scores, classes):
    for index in range(classes):
        own = (labels == index).astype(int)
        if 0 < own.sum() < len(own):
            yield {'rocAuc': float(metrics.roc_auc_score(own, scores[:, index])),
                   'averagePrecision': float(metrics.average_precision_score(own, scores[:, index]))}
        else:
            yield {'rocAuc': None, 'averagePrecision': None}


def mean_ranking(per_class, weights):
    """Over the classes where there is a figure; scikit-learn has none, or 0, where one of them is undefined."""
    kept = [at for at, figures in enumerate(per_class) if figures['rocAuc'] is not None]
    if not kept:
        return {'rocAuc': None, 'averagePrecision': None}
    return {name: float(np.average([per_class[at][name] for at in kept], weights=[weights[at] for at in kept]))
            for name in ('rocAuc', 'averagePrecision')}


def check_mean_ranking(labels, scores, macro, weighted):
    """Where scikit-learn's own means are defined, ours are the same."""
    hot = np.eye(scores.shape[1], dtype=int)[labels]
    for average, ours in (('macro', macro), ('weighted', weighted)):
        theirs = metrics.average_precision_score(hot, scores, average=average)
        assert abs(theirs - ours['averagePrecision']) < 1e-12
        if scores.shape[1] > 2:
            exact = scores.astype(np.float64)
            exact /= exact.sum(axis=1, keepdims=True)
            theirs = metrics.roc_auc_score(labels, exact, multi_class='ovr', average=average)
            # Dividing anew by the sum may make or undo ties.
            assert abs(theirs - ours['rocAuc']) < 0.01
        assert abs(metrics.roc_auc_score(hot, scores, average=average) - ours['rocAuc']) < 1e-12


def report(labels, scores):
    classes = scores.shape[1]
    every = list(range(classes))
    predicted = scores.argmax(axis=1)

    def figures(average):
        values = metrics.precision_recall_fscore_support(labels, predicted, labels=every, average=average, zero_division=0)
        return dict(zip(('precision', 'recall', 'f1'), (np.asarray(value).tolist() for value in values)))

    own = figures(None)
    support = np.bincount(labels, minlength=classes).tolist()
    ranking = list(per_class_ranking(labels, scores, classes))
    macro, weighted = mean_ranking(ranking, [1] * classes), mean_ranking(ranking, support)
    if all(figure['rocAuc'] is not None for figure in ranking):
        check_mean_ranking(labels, scores, macro, weighted)
    confusion = {normalize or 'counts': metrics.confusion_matrix(labels, predicted, labels=every, normalize=normalize).tolist()
                 for normalize in (None, 'true', 'pred')}
    return {
        'accuracy': float(metrics.accuracy_score(labels, predicted)),
        'topK': [top_k(labels, scores, k) for k in range(1, min(5, classes) + 1)],
        'logLoss': log_loss(labels, scores),
        'brierScore': float(metrics.brier_score_loss(labels, scores.astype(np.float64), labels=every, scale_by_half=False)),
        'cohenKappa': defined(metrics.cohen_kappa_score(labels, predicted)),
        'matthewsCorrelation': float(metrics.matthews_corrcoef(labels, predicted)),
        'confusion': {'counts': confusion['counts'], 'byLabel': confusion['true'], 'byPrediction': confusion['pred']},
        'perClass': [{**{name: own[name][at] for name in own}, 'support': support[at], **ranking[at]} for at in every],
        'macro': {**figures('macro'), 'support': len(labels), **macro},
        'weighted': {**figures('weighted'), 'support': len(labels), **weighted},
        'calibration': reliability(labels == predicted, scores.max(axis=1).astype(np.float64), 15),
    }


def top_k(labels, scores, k):
    """scikit-learn counts the last of equal scores as the larger, we the first: so with classes in reverse."""
    if k == scores.shape[1]:
        return 1.0
    last = scores.shape[1] - 1
    if last == 1:
        return float((scores.argmax(axis=1) == labels).mean())
    return float(metrics.top_k_accuracy_score(last - labels, scores[:, ::-1], k=k, labels=range(last + 1)))


def log_loss(labels, scores):
    """scikit-learn clips float32 to float32's epsilon, and then adds up in float32; here in float64."""
    every = list(range(scores.shape[1]))
    epsilon = np.finfo(np.float32).eps
    loss = metrics.log_loss(labels, np.clip(scores, epsilon, 1 - epsilon).astype(np.float64), labels=every)
    assert abs(loss - metrics.log_loss(labels, scores, labels=every)) < 1e-5
    return float(loss)


def reliability(right, confidence, bins):
    """scikit-learn's calibration curve of being right, and the errors by their definition."""
    accuracies, confidences = calibration.calibration_curve(right, confidence, n_bins=bins, strategy='uniform')
    inner = np.linspace(0, 1, bins + 1)[1:-1]
    counts = np.bincount(np.searchsorted(inner, confidence), minlength=bins)
    gaps = np.abs(accuracies - confidences)
    filled = counts > 0
    both = {'confidence': np.full(bins, np.nan), 'accuracy': np.full(bins, np.nan)}
    both['confidence'][filled], both['accuracy'][filled] = confidences, accuracies
    return {
        'expectedError': float((gaps * counts[filled]).sum() / len(right)),
        'maximumError': float(gaps.max()),
        'counts': counts.tolist(),
        'confidences': [defined(value) for value in both['confidence']],
        'accuracies': [defined(value) for value in both['accuracy']],
    }


def curves(labels, scores, index):
    own = (labels == index).astype(int)
    false_rates, true_rates, _ = metrics.roc_curve(own, scores[:, index], drop_intermediate=False)
    precision, recall, _ = metrics.precision_recall_curve(own, scores[:, index], drop_intermediate=False)
    return {'class': index, 'falsePositiveRates': false_rates.tolist(), 'truePositiveRates': true_rates.tolist(),
            'precisions': precision[::-1].tolist(), 'recalls': recall[::-1].tolist()}


def classification():
    for name, labels, scores in cases():
        # As short as float32 can be written, and read back the same.
        written = [float(str(value)) for value in scores.ravel()]
        assert (np.float32(written) == scores.ravel()).all()
        entry = {'name': name, 'classes': scores.shape[1], 'labels': labels.tolist(), 'probabilities': written,
                 'report': report(labels, scores)}
        if name in ('exact ties', 'a rare class', 'perfect and certain'):
            entry['curves'] = curves(labels, scores, 2)
        yield entry


def tails():
    """Probabilities of distributions, down to very small ones."""
    for freedom in (1, 2, 4, 9, 30, 400):
        for t in (0.01, 0.7, 2.5, 12.0, 60.0):
            yield {'of': 'studentTails', 'arguments': [t, freedom], 'value': float(2 * stats.t.sf(t, freedom))}
        for probability in (0.9, 0.32, 0.05, 0.001):
            yield {'of': 'studentDistance', 'arguments': [probability, freedom],
                   'value': float(stats.t.isf(probability / 2, freedom))}
    for z in (0.0, 0.3, 1.96, 6.0, 20.0, 60.0):
        yield {'of': 'normalTails', 'arguments': [z], 'value': float(2 * stats.norm.sf(z))}
    for heads, throws in ((0, 0), (0, 1), (1, 1), (0, 24), (7, 20), (12, 24), (180, 400), (4800, 10000), (0, 5000)):
        yield {'of': 'coinTail', 'arguments': [heads, throws], 'value': float(stats.binom.cdf(heads, throws, 0.5))}


def mcnemar_tests():
    """statsmodels; without pairs of equal counts, for which it corrects by more than the difference."""
    for first, second in ((0, 1), (3, 9), (10, 14), (0, 6), (8, 8), (0, 0), (5, 20), (11, 14), (30, 18), (140, 95), (2, 60)):
        table = [[50, first], [second, 7]]
        entry = {'onlyFirst': first, 'onlySecond': second, 'exact': float(mcnemar(table, exact=True).pvalue)}
        if first != second:
            corrected = mcnemar(table, exact=False, correction=True)
            entry.update(chiSquare=float(corrected.statistic), approximate=float(corrected.pvalue))
        yield entry


def holm_adjustments():
    rng = np.random.default_rng(20)
    for values in ([0.01, 0.04, 0.03], [0.2], [0.5, 0.5, 0.001, 0.001], [0.0, 1.0, 0.3], rng.uniform(0, 0.05, 15).round(4).tolist()):
        yield {'pValues': values, 'adjusted': multipletests(values, method='holm')[1].tolist()}


def samples():
    """Accuracies of two models over seeds or folds."""
    rng = np.random.default_rng(21)
    for name, count, gain, digits in (('three seeds', 3, 0.004, 4), ('ten seeds', 10, 0.002, 4), ('no difference', 12, 0.0, 4),
                                      ('coarse, with ties and zeros', 11, 0.01, 2), ('many', 50, 0.0005, 8), ('more than 50', 70, 0.001, 8),
                                      ('more than 50, with ties', 70, 0.001, 3)):
        second = rng.normal(0.91, 0.004, count)
        first = (second + rng.normal(gain, 0.004, count)).round(digits)
        yield name, first, second.round(digits)


def paired_tests():
    for name, first, second in samples():
        count = len(first)
        # As whole numbers of 10⁻⁸, ties are ties: the differences of decimals are not exact.
        difference = np.rint(first * 1e8).astype(int) - np.rint(second * 1e8).astype(int)
        test = stats.ttest_rel(first, second)
        low, high = test.confidence_interval()
        ratio = 1 / (count - 1)
        resampled = (first - second).mean() / np.sqrt((1 / count + ratio) * (first - second).var(ddof=1))
        yield {
            'name': name, 'first': first.tolist(), 'second': second.tolist(),
            'mean': float(first.mean()), 'deviation': float(first.std(ddof=1)),
            'interval': dict(zip(('low', 'high'), map(float, stats.t.interval(0.9, count - 1, first.mean(), stats.sem(first))))),
            'tTest': {'statistic': float(test.statistic), 'pValue': float(test.pvalue), 'low': float(low), 'high': float(high)},
            'resampled': {'statistic': float(resampled), 'pValue': float(2 * stats.t.sf(abs(resampled), count - 1))},
            'wilcoxon': signed_rank(difference),
        }


def independent_tests():
    rng = np.random.default_rng(22)
    for name, first, second, gain, digits in (('few', 4, 5, 1.0, 6), ('few, with ties', 6, 7, 0.6, 0), ('unequal', 5, 18, 0.8, 6), ('apart', 6, 6, 9.0, 3),
                                              ('forty', 20, 20, 0.5, 6), ('many', 60, 80, 0.3, 6), ('many, with ties', 100, 100, 0.2, 1), ('many, alike', 30, 40, 0.0, 2)):
        a, b = rng.normal(gain, 1, first).round(digits), rng.normal(0, 1, second).round(digits)
        ties = len(np.unique(np.concatenate([a, b]))) < first + second
        method = 'asymptotic' if first + second > 40 else stats.PermutationMethod(n_resamples=np.inf) if ties else 'exact'
        test = stats.mannwhitneyu(a, b, method=method)
        yield {'name': name, 'first': a.tolist(), 'second': b.tolist(), 'statistic': float(test.statistic), 'pValue': float(test.pvalue)}


def signed_rank(difference):
    """SciPy: exact without ties, by all signs of ties for few pairs, by the normal distribution for more than 50."""
    kept = difference[difference != 0]
    ties = len(np.unique(np.abs(kept))) < len(kept)
    if len(kept) > 50:
        method = 'asymptotic'
    else:
        assert not ties or len(kept) <= 13
        method = stats.PermutationMethod(n_resamples=np.inf) if ties else 'exact'
    test = stats.wilcoxon(kept, method=method)
    return {'pairs': len(kept), 'statistic': float(test.statistic), 'pValue': float(test.pvalue)}


def main():
    content = {
        'about': 'Made by scripts/golden/metrics.py.',
        'versions': {'scikit-learn': sklearn.__version__, 'scipy': scipy.__version__,
                     'statsmodels': statsmodels.__version__, 'numpy': np.__version__, 'python': platform.python_version()},
    }
    sections = {
        'classification': list(classification()),
        'tails': list(tails()),
        'mcNemar': list(mcnemar_tests()),
        'holm': list(holm_adjustments()),
        'paired': list(paired_tests()),
        'independent': list(independent_tests()),
    }
    path = Path(__file__).resolve().parents[2] / 'test' / 'golden' / 'metrics.json'
    # One line an entry.
    text = json.dumps(content, indent=2)[:-2]
    for name, entries in sections.items():
        text += f',\n  "{name}": [\n' + ',\n'.join('    ' + json.dumps(entry, allow_nan=False) for entry in entries) + '\n  ]'
    path.write_text(text + '\n}\n')
    print(f'{path.name}: {path.stat().st_size} bytes')


if __name__ == '__main__':
    main()
